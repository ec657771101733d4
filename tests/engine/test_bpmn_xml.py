"""Files from strangers: what is read, what is refused, and with which sentence."""

import pytest

from engine.bpmn import run, specs, xml
from engine.errors import StepFailed
from tests.engine.bpmn_files import HEAD, chain, end, file, node, process, start, user

BOMB = '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "head",
    [BOMB, '<!DOCTYPE x SYSTEM "file:///etc/passwd">', '<!doctype x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused_in_any_encoding(head, encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?>{head}<x>&b;</x>'
    with pytest.raises(xml.UnreadableXml) as caught:
        xml.read(text.encode(encoding))
    assert "DOCTYPE" in caught.value.ar


def test_broken_xml_is_refused_with_its_line():
    with pytest.raises(xml.UnreadableXml) as caught:
        xml.read(b"<a>\n<b>\n</a>")
    assert caught.value.line == 3


@pytest.mark.parametrize("data", [b"", b"not xml", b"\xff\xfe\x00", b"&amp;"])
def test_what_is_no_xml_is_refused(data):
    with pytest.raises(xml.UnreadableXml):
        xml.read(data)


def test_a_file_over_two_megabytes_is_refused():
    with pytest.raises(xml.UnreadableXml) as caught:
        xml.read(b"<x>" + b" " * (2 * 1024 * 1024) + b"</x>")
    assert "2 MB" in caught.value.en


def test_a_file_nested_too_deep_is_refused():
    with pytest.raises(xml.UnreadableXml):
        xml.read(b"<a>" * 5000 + b"</a>" * 5000)


def test_a_comment_inside_an_expression_does_not_cut_it():
    root = xml.read(b"<x>a <!-- why -->+ b<?pi?></x>")
    assert root.text == "a + b"


def test_properties_are_the_elements_own():
    inside = node("userTask", "U", own={"form": "inner"})
    root = xml.read(file(node("process", "p", inside, own={"clause": " S1 "})))
    assert xml.properties(root[0]) == {"clause": "S1"}


def test_lines_are_known():
    root = xml.read((HEAD + "\n\n<bpmn:process id='p'/></bpmn:definitions>").encode())
    assert root[0].sourceline == 6


def test_no_python_is_ever_evaluated():
    """The library's own engine would run this."""
    diagram = file(
        process("p", start(), user("A", due="=__import__(&quot;os&quot;).getpid()"), end(), chain("S", "A", "E"))
    )
    loaded = specs.load("python", specs.compile({"p.bpmn": diagram}, {}))
    with pytest.raises(StepFailed):
        run.start(loaded, "p", {}, run.Env())
