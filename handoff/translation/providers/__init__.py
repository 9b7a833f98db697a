"""One translation service a file: ``NAME``, ``REACH`` and ``build(config)``; found, not listed."""
