"""The parts of tools/import_model."""
