"""`python -m halles.cli`: how the supervisor starts its roles."""

from halles.cli.main import main

if __name__ == "__main__":
    main()
