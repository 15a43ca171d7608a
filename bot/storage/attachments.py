"""Pictures that people sent, in the database. They go with their conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from bot.desk.picture import Picture
from bot.storage.desk_tables import attachments


class SqlAttachments:
    """Fulfils ``bot.desk.store.AttachmentStore``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, conversation: str, picture: Picture, at: datetime) -> None:
        self._connection.execute(
            insert(attachments).values(
                id=picture.id,
                conversation=conversation,
                media_type=picture.media_type,
                width=picture.width,
                height=picture.height,
                data=picture.data,
                at=at,
            )
        )

    def get(self, conversation: str, picture: str) -> Picture | None:
        query = select(attachments).where(attachments.c.id == picture, attachments.c.conversation == conversation)
        row = self._connection.execute(query).mappings().first()
        return None if row is None else _picture_of(row)

    def of(self, conversation: str) -> Sequence[Picture]:
        query = select(attachments).where(attachments.c.conversation == conversation).order_by(attachments.c.at, attachments.c.id)
        return [_picture_of(row) for row in self._connection.execute(query).mappings()]

    def count(self, conversation: str) -> int:
        query = select(func.count()).select_from(attachments).where(attachments.c.conversation == conversation)
        return int(self._connection.execute(query).scalar_one())


def _picture_of(row: Mapping[str, Any]) -> Picture:
    return Picture(row["id"], row["media_type"], row["width"], row["height"], bytes(row["data"]))
