"""What of DSPy runs its modules on several threads."""

TUNERS = (
    "Evaluate", "MIPROv2", "GEPA", "COPRO", "SIMBA", "Parallel", "KNNFewShot", "BootstrapRS",
    "BootstrapFewShotWithRandomSearch", "BootstrapFewShotWithOptuna",
)  # fmt: skip
"""What of DSPy's takes `num_threads`: so many requests at the same time."""
