import sys

try:
    from .program import main
except ImportError as error:
    needed = "NIGHTJAR_PYTHON has to have tools/compare/requirements.txt"
    print(f"tools/compare/queue: {error}; {needed}", file=sys.stderr)
    sys.exit(2)
sys.exit(main())
