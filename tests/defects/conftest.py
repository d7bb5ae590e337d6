from tests.server.conftest import deployment

__all__ = ["deployment"]
