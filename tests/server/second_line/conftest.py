from tests.server.api.conftest import deployment

__all__ = ["deployment"]
