"""Live shows at the edge: who may publish, one process per show, its parts from memory to every viewer."""
