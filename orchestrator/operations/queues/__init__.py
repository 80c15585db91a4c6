"""Work items: what waits for a robot or a person, who has it, and every change of its state."""
