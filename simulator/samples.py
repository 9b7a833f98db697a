"""Small files with real bytes, for people who send something without bringing a file."""

import struct
import wave
import zlib
from functools import cache
from io import BytesIO

from simulator.files import Upload


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@cache
def png(width: int = 320, height: int = 240, hue: int = 0) -> bytes:
    """Return a PNG with an evening sky and a hill; ``hue`` (0–255) varies the colours."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            hill = height * 0.72 + (x - width * 0.6) ** 2 / (width * 2.2)
            if y > hill:
                rows += bytes((38, 70 + (hue * 40 >> 8), 83))
            elif (x - width * 0.7) ** 2 + (y - height * 0.35) ** 2 < (height * 0.11) ** 2:
                rows += bytes((255, 236, 179))
            else:
                rows += bytes((min(255, 90 + 150 * y // height), 110 + hue * 60 // 255, 170 - 60 * y // height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (_chunk(b"IHDR", head), _chunk(b"IDAT", zlib.compress(bytes(rows), 6)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@cache
def wav(seconds: int = 1) -> bytes:
    """Return a WAV of silence (8 kHz, mono)."""
    out = BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(16000 * seconds))
    return out.getvalue()


_OGG = b"OggS\x00\x02" + bytes(8) + b"RLAI" + bytes(8) + b"\x01\x13OpusHead\x01\x01\x38\x01\x80\xbb" + bytes(5)
_MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp42" + b"\x00\x00\x00\x08mdat"
_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF"
_WEBP = b"RIFF\x1e\x00\x00\x00WEBPVP8L\x11\x00\x00\x00\x2f\xff\xc1\x7f\x00" + bytes(13)


def sample(kind: str) -> Upload:
    """Return a small file of a kind of media (``photo``, ``voice``, ``document`` …)."""
    if kind == "photo":
        return Upload(png(), "photo.png", "image/png")
    if kind == "voice":
        return Upload(_OGG, None, "audio/ogg")
    if kind == "audio":
        return Upload(wav(), "sound.wav", "audio/x-wav")
    if kind == "document":
        return Upload(_PDF, "lettre.pdf", "application/pdf")
    if kind == "sticker":
        return Upload(_WEBP, None, "image/webp")
    return Upload(_MP4, f"{kind}.mp4", "video/mp4")
