"""Videos of every kind, made when a test asks for them.

Pictures and sound come from FFmpeg's own test sources, so that a clip is made by PyAV alone.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
from av.filter import Graph
from av.stream import Disposition

NTSC: Final = Fraction(30000, 1001)
NONE: Final = Disposition(0)


@dataclass(frozen=True, kw_only=True)
class Video:
    """Pictures of FFmpeg's testsrc2.

    Attributes:
        codec: the encoder's name.
        size: of the picture, in pixels, as `64x48`.
        rate: frames a second.
        pixels: the pixel format.
        frames: how many.
        filters: what is done to the pictures before they are encoded.
        options: of the encoder.
        settings: attributes of the encoder's context, as `color_trc`.
        tags: of the stream.
        disposition: of the stream.
        rotation: degrees counter-clockwise, of the display matrix.
        mirrored: whether the display matrix flips the picture horizontally.
        start: when the first frame is shown, in frames.
        hold: how long each frame is shown, in frames; by turns. Others than 1 vary the rate.
        tag: the codec's tag in the container.
        edit: changes the bytes of each packet.
    """

    codec: str = "libx264"
    size: str = "64x48"
    rate: Fraction = NTSC
    pixels: str = "yuv420p"
    frames: int = 12
    filters: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    disposition: Disposition = NONE
    rotation: int | None = None
    mirrored: bool = False
    start: int = 0
    hold: Sequence[int] = (1,)
    tag: str | None = None
    edit: Callable[[bytes], bytes] | None = None


@dataclass(frozen=True, kw_only=True)
class Audio:
    """A tone.

    Attributes:
        codec: the encoder's name.
        rate: samples a second.
        layout: FFmpeg's name of the channels.
        format: of the samples, as the encoder takes them.
        seconds: how long.
        options: of the encoder.
        tags: of the stream.
        disposition: of the stream.
    """

    codec: str = "aac"
    rate: int = 48000
    layout: str = "stereo"
    format: str = "fltp"
    seconds: float = 0.4
    options: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    disposition: Disposition = NONE


@dataclass(frozen=True, kw_only=True)
class Subtitle:
    """One line of text.

    Attributes:
        codec: the encoder's name.
        text: as the codec's packets have it.
        header: the codec's own.
        tags: of the stream.
        disposition: of the stream.
    """

    codec: str
    text: bytes
    header: bytes | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    disposition: Disposition = NONE


@dataclass(frozen=True, kw_only=True)
class Clip:
    """A file.

    Attributes:
        name: of the file.
        streams: in their order.
        container: FFmpeg's muxer, where the name's ending does not say it.
        options: of the muxer.
        tags: of the container.
        chapters: start and end in ms, and title.
        attachments: name, media type and content.
        finish: changes the file's bytes.
    """

    name: str
    streams: Sequence[Video | Audio | Subtitle]
    container: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    chapters: Sequence[tuple[int, int, str]] = ()
    attachments: Sequence[tuple[str, str, bytes]] = ()
    finish: Callable[[bytes], bytes] | None = None

    def write(self, folder: Path) -> Path:
        """Make the file in the folder."""
        path = folder / self.name
        with av.open(
            str(path), "w", format=self.container, options=dict(self.options)
        ) as container:
            container.metadata.update(self.tags)
            if self.chapters:
                container.set_chapters([_chapter(i, *each) for i, each in enumerate(self.chapters)])
            packets = [_packets(container, stream) for stream in self.streams]
            for attachment in self.attachments:
                container.add_attachment(*attachment)
            container.start_encoding()
            _interleave(container, packets)
        if self.finish:
            path.write_bytes(self.finish(path.read_bytes()))
        return path


def picture(codec: str, size: str) -> bytes:
    """One picture as a file."""
    made = io.BytesIO()
    still = Video(codec=codec, size=size, pixels="rgb24", frames=1)
    with av.open(made, "w", format="image2pipe") as container:
        _interleave(container, [_packets(container, still)])
    return made.getvalue()


def _chapter(number: int, start: int, end: int, title: str) -> Any:  # noqa: ANN401 - a TypedDict that PyAV does not export
    return {
        "id": number,
        "start": start,
        "end": end,
        "time_base": Fraction(1, 1000),
        "metadata": {"title": title},
    }


def _packets(container: Any, stream: Video | Audio | Subtitle) -> Iterator[Any]:  # noqa: ANN401 - PyAV's types of muxing are overloads by codec
    if isinstance(stream, Video):
        output = _video_output(container, stream)
        packets = _encoded(output, _pictures(stream), stream)
    elif isinstance(stream, Audio):
        output = container.add_stream(
            stream.codec, rate=stream.rate, layout=stream.layout, options=dict(stream.options)
        )
        output.codec_context.format = stream.format
        packets = _encoded(output, _sound(stream), stream)
    else:
        output = container.add_mux_stream(stream.codec)
        packets = _lines(output, stream)
    output.metadata.update(stream.tags)
    output.disposition = stream.disposition
    return packets


def _video_output(container: Any, stream: Video) -> Any:  # noqa: ANN401 - likewise
    output = container.add_stream(stream.codec, rate=stream.rate, options=dict(stream.options))
    output.width, output.height = map(int, stream.size.split("x"))
    output.pix_fmt = stream.pixels
    output.codec_context.time_base = 1 / stream.rate
    output.codec_context.thread_count = 1
    if stream.tag:
        output.codec_context.codec_tag = stream.tag
    for name, value in stream.settings.items():
        setattr(output.codec_context, name, value)
    if stream.rotation is not None:
        output.set_display_rotation(stream.rotation, hflip=stream.mirrored)
    return output


def _pictures(stream: Video) -> Iterator[Any]:
    graph = Graph()
    source = (
        f"size={stream.size}:rate={stream.rate}:duration={float(stream.frames / stream.rate) + 1}"
    )
    nodes = [graph.add("testsrc2", source)]
    for each in filter(None, f"{stream.filters};format={stream.pixels}".split(";")):
        nodes.append(graph.add(*each.split("=", 1)))  # noqa: PERF401 - reads as the steps it makes
    graph.link_nodes(*nodes, graph.add("buffersink")).configure()
    pts = stream.start
    for number in range(stream.frames):
        frame = graph.vpull()
        frame.pts = pts
        frame.time_base = 1 / stream.rate
        frame.pict_type = 0
        pts += stream.hold[number % len(stream.hold)]
        yield frame


def _sound(stream: Audio) -> Iterator[Any]:
    graph = Graph()
    format_ = (
        f"sample_fmts={stream.format}:channel_layouts={stream.layout}:sample_rates={stream.rate}"
    )
    nodes = [
        graph.add("sine", f"sample_rate={stream.rate}:duration={stream.seconds}"),
        graph.add("aformat", format_),
        graph.add("abuffersink"),
    ]
    graph.link_nodes(*nodes).configure()
    while True:
        try:
            yield graph.pull()
        except av.EOFError:
            return


def _encoded(output: Any, frames: Iterator[Any], stream: Video | Audio) -> Iterator[Any]:  # noqa: ANN401 - likewise
    edit = stream.edit if isinstance(stream, Video) else None
    for frame in (*frames, None):
        for packet in output.encode(frame):
            yield _edited(packet, edit(bytes(packet))) if edit else packet


def _edited(packet: Any, data: bytes) -> Any:  # noqa: ANN401 - likewise
    edited = av.Packet(data)
    edited.stream, edited.time_base = packet.stream, packet.time_base
    edited.pts, edited.dts, edited.duration = packet.pts, packet.dts, packet.duration
    edited.is_keyframe = packet.is_keyframe
    return edited


def _lines(output: Any, stream: Subtitle) -> Iterator[Any]:  # noqa: ANN401 - likewise
    output.time_base = Fraction(1, 1000)
    packet = av.Packet(stream.text)
    packet.stream, packet.time_base = output, Fraction(1, 1000)
    packet.pts = packet.dts = 0
    packet.duration = 200
    yield packet


def _interleave(container: Any, streams: list[Iterator[Any]]) -> None:  # noqa: ANN401 - likewise
    packets = [packet for stream in streams for packet in stream]
    packets.sort(key=lambda packet: packet.dts * packet.time_base)
    for packet in packets:
        container.mux(packet)
