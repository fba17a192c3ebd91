"""Read government work reports into a knowledge graph whose every fact points at its sentence."""
