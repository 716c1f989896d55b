"""Chat calls at the same time (C03): what starts them, what they lead to, what bounds them."""
