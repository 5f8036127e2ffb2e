"""One writer a document."""

from audit.writers.csv_document import CsvWriter
from audit.writers.html_document import HtmlWriter
from audit.writers.json_document import JsonWriter
from audit.writers.markdown_document import MarkdownWriter
from audit.writers.sarif_document import SarifWriter
from audit.writers.writer import Writer

__all__ = ["WRITERS", "Writer"]

WRITERS: tuple[Writer, ...] = (
    HtmlWriter(),
    JsonWriter(),
    CsvWriter(),
    MarkdownWriter(),
    SarifWriter(),
)
