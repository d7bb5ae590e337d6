"""What one question of access costs: the suite measures it of every reader, and it keeps what is promised."""

from domain.access import visible
from ops.bench.access import NOW, READERS, full_case, questions
from ops.bench.run import Run
from server.rules import load_rules


def test_the_suite_tells_one_figure_a_reader_beside_what_is_promised() -> None:
    said: list[str] = []
    figures = list(questions(Run(("as-is",), 1.1, (), said.append, said.append)))
    assert [each.load.split()[2].rstrip(",") for each in figures] == list(READERS)
    assert all(each.beside[0].most == 1.0 and each.rate for each in figures)
    assert len(said) == len(READERS)


def test_the_case_asked_about_makes_each_reader_look_for_something() -> None:
    matrix, state = load_rules().matrix, full_case()
    seen = {
        kind: {visible(state, kind, kind, head, matrix, NOW) for head in state.events} for kind in READERS
    }
    assert all(any(each.level for each in found) for found in seen.values())
    assert any(each.classes for each in seen["ngo"])
