py -m venv .venv; .venv\Scripts\pip install tox; .venv\Scripts\tox run -e lab
