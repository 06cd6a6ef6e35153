"""Running experiments for many people: workers, queue, results, links. No screen, no mathematics."""
