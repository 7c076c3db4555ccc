"""sageintacctsdk as it is, but for the address it calls: it has Intacct's own written into every object it makes."""

from __future__ import annotations

from typing import Any

ADDRESS = "_ApiBase__api_url"


def connected(settings: dict[str, Any]) -> Any:
    """Sign in with the client's own session call, then a client with that session and the address it was given."""
    from sageintacctsdk import SageIntacctSDK
    from sageintacctsdk.apis.api_base import ApiBase

    door = ApiBase()
    setattr(door, ADDRESS, settings["endpoint"])
    door.set_sender_id(settings["sender_id"])
    door.set_sender_password(settings["sender_password"])
    entity = settings.get("entity")
    session = door.get_session_id(settings["user"], settings["company"], settings["password"], entity)
    client = SageIntacctSDK(
        settings["sender_id"],
        settings["sender_password"],
        settings["user"],
        settings["company"],
        settings["password"],
        entity,
        settings.get("show_private", False),
        session,
    )
    for api in vars(client).values():
        if isinstance(api, ApiBase):
            setattr(api, ADDRESS, getattr(door, ADDRESS))
    return client
