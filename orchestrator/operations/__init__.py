"""Getting work done: queues, runs, triggers, workers."""
