"""The parts that pages are made of. A page author writes `{% load maillage %}` and names the part.

Each part is a template of `templates/components/`; the values come from `foundation.parts` and `foundation.registry`.
"""

from datetime import datetime
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html

from foundation import articles, clock, french
from foundation.addresses import page_before
from foundation.parts import Step

register = template.Library()

TONES = frozenset({"ok", "warn", "late", "info", "neutral"})
THEMES = frozenset({"light", "dark"})
ALERTS = {
    "success": ("ok", "circle-check"),
    "warning": ("warn", "triangle-alert"),
    "error": ("late", "circle-alert"),
}

# --- small words ---------------------------------------------------------------------------------------------------


@register.simple_tag
@lru_cache(maxsize=256)  # a page shows dozens of the same few
def icon(name, label=""):
    """A drawing of the sprite (script/icons.txt): silent beside words, named by `label` when it stands alone."""
    source = f"{static('img/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, source)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', source)


@register.simple_tag
def badge(label, tone="neutral"):
    """A state in a word, on its pale ground. Tones: ok, warn, late, info, neutral; the word alone must suffice."""
    if tone not in TONES:
        raise ValueError(f"{tone!r} is not a tone: {', '.join(sorted(TONES))}")
    return format_html('<span class="badge badge-{}">{}</span>', tone, label)


def _when(value):
    """A moment with its hour, a day without."""
    return french.moment(value) if isinstance(value, datetime) else french.long_date(value)


@register.simple_tag(name="date_fr")
def date_tag(value):
    """`{% date_fr convention.ends_on %}`: « 12 mars 2027 » as a `<time>` element; nothing for None."""
    if not value:
        return ""
    kind = "moment" if isinstance(value, datetime) else "day"
    return format_html('<time class="{}" datetime="{}">{}</time>', kind, value.isoformat(), _when(value))


@register.filter(name="date_fr")
def date_text(value):
    """`{{ convention.ends_on|date_fr }}`: « 12 mars 2027 » as plain text, for attributes and sentences."""
    return _when(value) if value else ""


@register.filter
def moment_fr(value):
    """`{{ session.starts_at|moment_fr }}`: « mardi 16 mars 2027 à 9 h », on a Paris clock."""
    return french.moment(value) if value else ""


@register.filter
def short_moment_fr(value):
    """`{{ line.start|short_moment_fr }}`: « 16/03/2027 à 9 h », bound, for a narrow column."""
    return french.short_moment(value).replace(" ", french.NBSP) if value else ""


@register.filter
def hour_fr(value):
    """`{{ half_day.starts_at|hour_fr }}`: « 9 h », « 14 h 30 », on a Paris clock."""
    return french.hour(value)


@register.filter
def from_now(value):
    """`{{ ends_on|from_now }}`: « dans 12 jours », « hier »."""
    if not value:
        return ""
    day = value.astimezone(clock.PARIS).date() if isinstance(value, datetime) else value
    return french.duration((day - clock.today()).days)


@register.simple_tag(name="count_fr")
def count_tag(number, singular, plural=None):
    """`{% count_fr 3 "convention" %}`: « 3 conventions »."""
    return french.count(number, singular, plural)


@register.filter
def number_fr(number):
    """`{{ total|number_fr }}`: « 1 250 »."""
    return french.number(number)


@register.filter
def typography(text, typed=""):
    """Text written with straight quotes and plain spaces, with the French marks; no line breaks within a date.

    What someone `typed`, that it quotes, stays as it is.
    """
    return french.bound(french.typography(str(text), typed))


register.filter("beginning", articles.beginning)  # `{{ library.name|beginning }}`: « La Bibliothèque du Lavoir »
register.filter("is_feminine", articles.is_feminine)


# --- the frame of the page -----------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def theme(context):
    """The colours that this person chose (light, dark), kept in a cookie so that the first paint is right; or ""."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in THEMES else ""


@register.simple_tag(takes_context=True, name="page_before")
def page_before_tag(context):
    """`{% page_before as before %}`: the page one comes from, when it is another one of this site; else ""."""
    before = page_before(context["request"])
    return "" if before == context["request"].get_full_path() else before


@register.inclusion_tag("components/nav.html", takes_context=True)
def navigation(context):
    """The sections of this person; the current one is the longest address that this page is under."""
    path = context["request"].path
    sections = context["nav"]
    under = [one.url for one in sections if path == one.url or (one.url != "/" and path.startswith(one.url))]
    return {"sections": sections, "current": max(under, key=len, default="")}


@register.inclusion_tag("components/tabs.html", takes_context=True)
def tabs(context, items, label):
    """`{% tabs tabs "Réseau" %}`: the pages of one section, a list of (label, url); the current one is said."""
    return {"items": items, "label": label, "path": context["request"].path}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*labels_and_urls):
    """`{% breadcrumbs "Conventions" list_url convention.number %}`: the way here; the last word is this page."""
    parts = [*labels_and_urls, ""] if len(labels_and_urls) % 2 else labels_and_urls
    return {"trail": list(zip(parts[::2], parts[1::2], strict=True))}


@register.inclusion_tag("components/breadcrumbs.html")
def trail(labels_and_urls):
    """The same from a list that the view made: label, address, label, address … and the word of this page."""
    return breadcrumbs(*labels_and_urls)


@register.inclusion_tag("components/messages.html")
def page_messages(messages):
    """What the last action says, each with its tone and its drawing."""
    shown = []
    for message in messages:
        tone, drawing = ALERTS.get(message.level_tag, ("info", "info"))
        shown.append({"text": message, "tone": tone, "icon": drawing})
    return {"messages": shown}


# --- parts ---------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def panel(content, title="", link_label="", link_url="", flush=False):
    """`{% panel "Fil" link_label="Tout voir" link_url=url %}…{% endpanel %}`: a white card with its title."""
    context = {"title": title, "link_label": link_label, "link_url": link_url, "flush": flush, "content": content}
    return render_to_string("components/panel.html", context)


@register.simple_tag(takes_context=True)
def contributed(context, part):
    """A `registry.Panel` that another app contributes, rendered by its own template."""
    content = render_to_string(part.template, part.context, request=context.get("request"))
    label, url = part.link or ("", "")
    return panel(content, part.title, label, url)


@register.simple_block_tag
def explain(content, summary):
    """`{% explain "Pourquoi cette date ?" %}…{% endexplain %}`: the reason, folded until asked."""
    return render_to_string("components/explain.html", {"summary": summary, "content": content})


@register.simple_block_tag
def alert(content, tone="info"):
    """`{% alert "warn" %}…{% endalert %}`: what must be known before reading on."""
    drawing = {"ok": "circle-check", "warn": "triangle-alert", "late": "circle-alert"}.get(tone, "info")
    return render_to_string("components/alert.html", {"tone": tone, "icon": drawing, "content": content})


@register.inclusion_tag("components/figures.html")
def figures(items):
    """The `registry.Figure` of a home, in one row."""
    return {"figures": items}


@register.inclusion_tag("components/kpi.html")
def kpi(value, label, url="", total="", tone=""):
    """One number and what it counts; it opens on its evidence when it has an address."""
    return {"value": value, "label": label, "url": url, "total": total, "tone": tone}


@register.inclusion_tag("components/todo.html")
def todo(items):
    """What waits for this person (`registry.ToDo`): when, what, and the button that does it."""
    return {"items": items}


@register.inclusion_tag("components/facts.html")
def facts(rows):
    """What is known: a list of (label, value); a value may be ready-made HTML."""
    return {"rows": rows}


@register.inclusion_tag("components/timeline.html")
def timeline(entries, empty="Rien n’a encore été fait."):
    """Who did what, when: a list of `parts.Entry`, in the order given."""
    return {"entries": entries, "empty": empty}


@register.inclusion_tag("components/actions.html", takes_context=True)
def actions(context, buttons, label="Actions"):
    """What can be done here (`parts.Button`), and what cannot yet, with the reason in words."""
    return {"buttons": buttons, "label": label, "csrf_token": context.get("csrf_token")}


@register.filter
def button_style(button):
    """The dress of a `parts.Button`: one primary per page, what destroys in red, the others in outline."""
    if button.primary:
        return "btn-primary"
    return "btn-outline-danger" if button.danger else "btn-outline-primary"


@register.inclusion_tag("components/progress.html")
def progress(value, maximum, label, text="", late=""):
    """How far something is: « 8 h sur 12 h », as a bar and in words; `late` is the word for what is wrong with it."""
    return {"value": value, "maximum": maximum, "label": label, "text": text or f"{value} sur {maximum}", "late": late}


@register.inclusion_tag("components/steps.html")
def steps(items, label="Étapes"):
    """A path and where one is on it: a list of `parts.Step`."""
    return {"steps": items, "label": label}


@register.inclusion_tag("components/steps.html")
def numbered_steps(labels, current, label="Étapes"):
    """The same from a list of names and the number of the current one, counted from 1."""
    states = ["done"] * (current - 1) + ["current"] + ["todo"] * (len(labels) - current)
    return {"steps": [Step(name, state) for name, state in zip(labels, states, strict=True)], "label": label}


@register.inclusion_tag("components/empty.html")
def empty(text, action_label="", action_url="", icon="inbox"):
    """Nothing here, and what to do then."""
    return {"text": text, "action_label": action_label, "action_url": action_url, "icon_name": icon}


# --- forms ---------------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/error_summary.html")
def error_summary(form):
    """Everything that must be corrected, each with a link to its field."""
    general = form.non_field_errors() if form.is_bound else []
    faulty = [field for field in form if field.errors] if form.is_bound else []
    number = len(general) + sum(len(field.errors) for field in faulty)
    return {"form": form, "general": general, "faulty": faulty, "number": number}


@register.inclusion_tag("components/form.html", takes_context=True)
def page_form(context, form, submit="Enregistrer", cancel_url="", action="", draft="", hint=""):
    """A whole form: errors with links, fields by group, buttons, draft kept under the key `draft`.

    A form may say `fieldsets = [("Titre du groupe", ["champ", "autre_champ"]), …]`; fields left out come last.
    """
    return {
        "form": form,
        "groups": grouped(form),
        "submit": submit,
        "cancel_url": cancel_url,
        "action": action,
        "draft": draft,
        "hint": hint,
        "has_optional": any(is_optional(field) for field in form.visible_fields()),
        "max_bytes": settings.MAX_UPLOAD_BYTES if form.is_multipart() else "",
        "csrf_token": context.get("csrf_token"),
    }


@register.filter
def is_optional(field):
    """Whether a field of a form may stay empty whatever the others hold; `form.at_least_one` names those that may not.

    One of these is needed and no one in particular: the form says so in the title of their group.
    """
    return not field.field.required and field.name not in getattr(field.form, "at_least_one", ())


def grouped(form):
    """The visible fields of a form by group: a list of (title, fields)."""
    groups = [(title, [form[name] for name in names]) for title, names in getattr(form, "fieldsets", [])]
    named = {field.name for _, fields in groups for field in fields}
    others = [field for field in form.visible_fields() if field.name not in named]
    return [*groups, ("", others)] if others else groups
