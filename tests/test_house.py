"""The rules of the house (style.md), each where a machine can check it."""

import ast
import io
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.template import Context, Template
from django.template.loader import get_template

from foundation.workflow import check_declared
from tests.access import addresses
from tests.tree import APPS, ROOT, TEMPLATES, name_of, sources, templates, texts_of, tree_of
from tests.undefined import UndefinedVariableError

OURS = [model for app in APPS if apps.is_installed(app) for model in apps.get_app_config(app).get_models()]
BUSINESS = [model for model in OURS if not model.__name__.startswith("Historical")]
PAGES = [
    path
    for path in templates()
    if path.suffix == ".html" and path.relative_to(TEMPLATES).parts[0] not in ("pdf", "mails")
]
LONGEST = 400  # lines; style 2 asks about 300


def refuse(found, rule: str = "") -> None:
    """Fail with every place, one a line."""
    assert not found, "\n".join([rule, *found])


def refuse_in(paths, rule, name: str = "") -> None:
    """Fail where the rule finds something in these files, as `file:line what`."""
    refuse([f"{name_of(path)}:{line} {what}" for path in paths for line, what in rule(path)], name)


def matches(pattern: str, flags: int = 0):
    """A rule that finds a pattern, line by line."""
    compiled = re.compile(pattern, flags)

    def rule(path: Path):
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            if compiled.search(line):
                yield number, line.strip()

    return rule


# --- files ---------------------------------------------------------------------------------------------------------


def test_no_file_is_too_long_to_have_one_subject():
    kinds = {".py", ".html", ".js", ".css", ".txt", ".sh"}
    folders = [*APPS, "tests", "templates", "static", "script", "bench"]
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in kinds]
    ours = [path for path in files if not {"migrations", "__pycache__", "data"} & set(path.parts)]

    refuse([name_of(path) for path in ours if len(path.read_text().splitlines()) > LONGEST])


def test_a_file_says_what_it_holds():
    vague = {"utils.py", "helpers.py", "services.py", "managers.py", "misc.py", "common.py"}

    refuse([name_of(path) for path in sources(*APPS, "tests", "script") if path.name in vague])


def test_every_file_says_what_it_means_first():
    files = [path for path in sources(*APPS, "script", "bench") if path.name != "__init__.py"]

    refuse([name_of(path) for path in files if not ast.get_docstring(tree_of(path))])


# --- Python --------------------------------------------------------------------------------------------------------


# A lease is measured on the machine’s clock: a demo that moves its day must not free what a worker holds.
OWN_CLOCK = {"foundation/clock.py", "foundation/models/lease.py", "foundation/job_runs.py"}
# They join pieces of HTML that are escaped one by one; their tests feed them tags.
HTML_MAKERS = {
    "convention/comparison.py",
    "convention/text/difference.py",
    "convention/text/markup.py",
    "foundation/cells.py",
    "foundation/prose.py",  # Markdown, its HTML off
}


def test_only_the_clock_knows_what_time_it_is():
    reading = matches(r"\b(datetime\.(now|utcnow|today)|date\.today|timezone\.(now|localdate|localtime)|time\.time)\(")
    files = [path for path in sources(*APPS) if name_of(path) not in OWN_CLOCK]

    refuse_in(files, reading)


@pytest.mark.parametrize(
    ("rule", "pattern"),
    [
        ("no signal", r"django\.(dispatch|db\.models\.signals)|@receiver"),
        ("no admin, which bypasses perform and the second factor", r"django\.contrib\.admin\b"),
        ("no print", r"^\s*print\("),
        ("no work left for later", r"\b(TODO|FIXME|HACK)\b"),
        ("no key handed to the database unread (foundation/keys.py)", r"forms\.Model(Multiple)?ChoiceField\((?!\))"),
    ],
)
def test_what_never_stands_in_our_code(rule, pattern):
    refuse_in(sources(*APPS), matches(pattern), rule)


def test_a_broad_except_stands_where_work_is_contained_and_nowhere_else():
    files = [path for path in sources(*APPS) if name_of(path) != "foundation/faults.py"]

    refuse_in(files, matches(r"except( Exception| BaseException)?( as \w+)?:"))


def test_html_is_declared_safe_only_where_it_is_made():
    files = [path for path in sources(*APPS) if name_of(path) not in HTML_MAKERS]

    refuse_in(files, matches(r"\b(SafeString|mark_safe)\((?![\"'])"))


def test_a_silenced_check_says_why():
    silenced = re.compile(r"# noqa(?!: [A-Z0-9, ]+ - )|# type: ignore(?!\[[a-z\-, ]+\]  # )")

    def rule(path):
        lines = path.read_text().splitlines()
        is_explained = False
        for number, line in enumerate(lines, start=1):
            is_silenced = bool(silenced.search(line))
            if is_silenced and not is_explained:
                yield number, line.strip()
            is_explained = line.strip().startswith("#") or (is_explained and is_silenced)

    refuse_in(sources(*APPS), rule)


def test_what_imports_never_bring_in():
    forbidden = {"pytz", "guardian", "import_export", "reversion", "django_cron", "signal_disabler"}

    def rule(path):
        for node in ast.walk(tree_of(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                if name.split(".")[0] in forbidden or name == "unittest.mock":
                    yield node.lineno, name

    refuse_in(sources(*APPS, "tests"), rule)


def test_rules_import_no_models():
    def rule(path):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ImportFrom) and "models" in (node.module or "").split("."):
                yield node.lineno, node.module

    refuse_in([path for path in sources(*APPS) if path.name == "rules.py"], rule)


def test_a_function_level_import_gives_its_reason():
    def rule(path):
        lines = path.read_text().splitlines()
        for function in (n for n in ast.walk(tree_of(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom) and "#" not in lines[node.lineno - 1]:
                    yield node.lineno, lines[node.lineno - 1].strip()

    refuse_in(sources(*APPS), rule)


# --- models --------------------------------------------------------------------------------------------------------


def test_no_save_hides_a_rule():
    def rule(path):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ClassDef) and any("Model" in ast.unparse(base) for base in node.bases):
                for method in node.body:
                    if isinstance(method, ast.FunctionDef) and method.name in {"save", "delete"}:
                        yield method.lineno, f"{node.name}.{method.name}"

    files = [path for path in sources(*APPS) if "models" in path.parts or path.name == "models.py"]
    refuse_in(files, rule)


NAMES = {"Communauté", "Communautés", "Maire", "Président", "Présidente"}


def is_french_label(label: str) -> bool:
    """Lower case, unless it begins with a title or an acronym."""
    first = label.split()[0].strip(",")
    return first in NAMES or first.isupper() or first[0].islower()


@pytest.mark.parametrize("model", BUSINESS, ids=lambda model: model._meta.label)
def test_names_are_french_and_lower_case(model):
    assert "verbose_name" in model._meta.original_attrs, "a model says its French name"
    labels = [str(model._meta.verbose_name), str(model._meta.verbose_name_plural)]
    labels += [str(field.verbose_name) for field in model._meta.fields if not field.primary_key]

    refuse([label for label in labels if not is_french_label(label)])


@pytest.mark.parametrize("model", BUSINESS, ids=lambda model: model._meta.label)
def test_every_constraint_has_a_name_of_its_own_app(model):
    names = [constraint.name for constraint in model._meta.constraints]

    refuse([name for name in names if name.count("_") == 0])


def test_every_transition_says_its_french_name_and_who_may():
    for model in BUSINESS:
        for field in (f for f in model._meta.get_fields() if hasattr(f, "get_all_transitions")):
            assert field.protected, f"{model._meta.label}.{field.name} is open to assignment"
            assert field.choices, f"{model._meta.label}.{field.name} has no French words"
            for step in field.get_all_transitions(model):
                check_declared(step)
                assert "by" in step.method.__code__.co_varnames, f"{model._meta.label}.{step.name} takes no `by`"


# --- migrations ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_no_migration_is_missing():
    report = io.StringIO()

    call_command("makemigrations", check=True, dry_run=True, stdout=report, verbosity=1)

    assert "No changes detected" in report.getvalue()


def test_migrations_are_a_line_and_have_names():
    migrations = MigrationLoader(None).disk_migrations

    for app in APPS:
        names = sorted(name for label, name in migrations if label == app)
        numbers = [int(name[:4]) for name in names]
        assert numbers == list(range(1, len(numbers) + 1)), f"{app}: {names}"
        refuse([name for name in names if "_auto_" in name])


# --- views ---------------------------------------------------------------------------------------------------------

METHODS = {"require_safe", "require_POST", "require_GET", "require_http_methods"}


def decorators_of(function: ast.FunctionDef) -> set[str]:
    """The names above a function."""
    calls = (node.func if isinstance(node, ast.Call) else node for node in function.decorator_list)
    return {node.attr if isinstance(node, ast.Attribute) else ast.unparse(node) for node in calls}


def test_every_view_is_a_function_that_says_its_methods():
    wrong = []
    for name, view in addresses():
        if view.__module__.split(".")[0] not in APPS:
            continue
        path = ROOT / f"{view.__module__.replace('.', '/')}.py"
        functions = {node.name: node for node in tree_of(path).body if isinstance(node, ast.FunctionDef)}
        if view.__name__ not in functions or not decorators_of(functions[view.__name__]) & METHODS:
            wrong.append(f"{name}: {view.__module__}.{view.__name__}")

    refuse(wrong)


# --- templates -----------------------------------------------------------------------------------------------------


def test_every_template_is_used():
    named: set[str] = set()
    for path in sources(*APPS):
        named |= texts_of(path)
    for path in [*templates(), *(ROOT / "tests").rglob("*.html")]:
        named |= set(re.findall(r"""["']([\w/.\-]+\.(?:html|txt|svg))(?:#[\w\-]+)?["']""", path.read_text()))

    unused = []
    for path in templates():
        name = str(path.relative_to(TEMPLATES))
        mail = re.sub(r"^mails/|\.(html|txt)$", "", name)
        is_mail = name.startswith("mails/") and (mail in named or f"mails/{mail}" in named)
        if name not in named and not is_mail and not replaces_another(path):
            unused.append(name)
    refuse(unused)


def replaces_another(path: Path) -> bool:
    """Whether it stands in for a template of Django or of an application: those ask for it."""
    name = path.relative_to(TEMPLATES)
    folders = [Path(config.path) / "templates" for config in apps.get_app_configs()]
    return any((folder / name).exists() for folder in folders) or name.stem in {"400", "403", "404", "429", "500"}


@pytest.mark.parametrize(
    ("rule", "pattern"),
    [
        ("no inline style", r"\sstyle\s*=|<style\b"),
        ("no inline script", r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)|\son[a-z]+\s*=\s*[\"']|javascript:"),
        ("no escaping switched off", r"\|\s*safe\b|autoescape off|\|\s*safeseq\b"),
        ("no rights logic", r"\b(may_\w+|has_right|holds)\s*\("),
        ("no other site", r"(src|href|action)=[\"'](https?:)?//(?!www\.w3\.org)"),
    ],
)
def test_what_never_stands_in_a_page(rule, pattern):
    refuse_in(PAGES, matches(pattern), rule)


def test_french_marks_are_bound_to_their_word():
    loose = re.compile(r"« | »|\w [;!?](?=\s|$|<)|\w :(?=\s|$|<)|\w'\w")
    tags = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>", re.DOTALL)

    def rule(path):
        text = tags.sub(lambda tag: "\n" * tag.group().count("\n"), path.read_text())
        for number, line in enumerate(text.splitlines(), start=1):
            if loose.search(line):
                yield number, line.strip()

    refuse_in(PAGES, rule)


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_template_is_well_formed(path):
    get_template(str(path.relative_to(TEMPLATES)))


def test_a_variable_that_no_view_gave_fails_the_test_that_renders_it():
    with pytest.raises(UndefinedVariableError, match="forgotten"):
        Template("{{ forgotten }}").render(Context())
    with pytest.raises(UndefinedVariableError, match=r"convention\.forgotten"):
        Template("{{ convention.forgotten|default:'rien' }}").render(Context({"convention": object()}))


def test_what_may_be_absent_is_asked_for_with_if():
    assert Template("{% if forgotten %}a{% else %}b{% endif %}").render(Context()) == "b"


def test_templates_of_others_keep_their_silence():
    assert "string_if_invalid" in settings.TEMPLATES[0]["OPTIONS"]
    get_template("django/forms/widgets/input.html").render({"widget": {"name": "a", "type": "text", "attrs": {}}})


WRITTEN = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
PATH = re.compile(
    r"(?<![\w/.])((?:docs|script|bench|tests|templates|static|foundation|network|convention|reporting|config)/[\w./*-]+)"
)
LINK = re.compile(r"\]\(([^)#:]+)\)")


def named_in(page: Path) -> set[Path]:
    """The files of the project that a page speaks of, by their path or by a link."""
    text = page.read_text(encoding="utf-8")
    paths = {ROOT / found.rstrip(".").partition("*")[0] for found in PATH.findall(text)}
    return paths | {(page.parent / found).resolve() for found in LINK.findall(text)}


@pytest.mark.parametrize("page", WRITTEN, ids=name_of)
def test_a_page_speaks_of_files_that_exist(page):
    refuse([name_of(path) for path in sorted(named_in(page)) if not path.exists()], "not there:")


def test_every_picture_of_the_docs_is_one_that_the_script_takes():
    script = (ROOT / "script" / "pictures.py").read_text(encoding="utf-8")
    pictures = [path.stem for path in (ROOT / "docs" / "images").glob("*.png")]
    assert pictures
    refuse([name for name in pictures if f'"{name}"' not in script and not re.fullmatch(r"convention-page-\d\d", name)])
