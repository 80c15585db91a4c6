"""Put the portal's pages on the application."""

from fastapi import FastAPI


def add_portal(app: FastAPI) -> None:
    """Health first: `coe doctor` and supervisors ask it."""

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}
