"""Parses Swift files; says of each whether it is well formed, and where it is not. Syntax alone: nothing is type-checked."""

import re
import sys
from collections.abc import Iterator

import tree_sitter_swift
from tree_sitter import Language, Node, Parser

# An attribute under a condition, as UniFFI writes it, is valid Swift that the grammar does not know. Its lines stay, empty.
CONDITIONAL_ATTRIBUTE = re.compile(rb"#if swift\(>=5\.8\)\n( *)@_documentation\(visibility: private\)\n *#endif")

# And so is a closure that gives the empty tuple.
EMPTY_CLOSURE = (b"{ () }", b"{    }")


def faults(node: Node) -> Iterator[Node]:
    if node.is_error or node.is_missing:
        yield node
    elif node.has_error:
        for child in node.children:
            yield from faults(child)


def main() -> int:
    parser = Parser(Language(tree_sitter_swift.language()))
    bad = 0
    for path in sys.argv[1:]:
        with open(path, "rb") as file:
            text = CONDITIONAL_ATTRIBUTE.sub(rb"\n\n", file.read()).replace(*EMPTY_CLOSURE)
        found = list(faults(parser.parse(text).root_node))
        for node in found[:5]:
            row, column = node.start_point
            print(f"{path}:{row + 1}:{column + 1}: {text[node.start_byte : node.start_byte + 60]!r}")
        bad += bool(found)
        print(f"{'fault' if found else 'parsed'}\t{path}")
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
