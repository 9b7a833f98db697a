"""One translation service a file: ``NAME`` and ``build(config)``; found, not listed."""
