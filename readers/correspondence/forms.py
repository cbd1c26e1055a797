"""What may a reader type, and what are they told when it cannot be sent so?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from articles.models import Category

LONGEST_MESSAGE = 5000
NOT_ONE_LINE = "Write your name on one line, without tabs or line ends."


class Words(forms.CharField):
    """Text of several lines. Browsers send two characters for a line end and count one; we count as they do."""

    widget = forms.Textarea

    def __init__(self, *, missing: str, hint: str = "", **kwargs: Any) -> None:
        messages = {
            "required": missing,
            "max_length": "Your message has %(show_value)d characters. Shorten it to %(limit_value)d or fewer.",
            "null_characters_not_allowed": "Your message holds a character that is not text. Delete it.",
        }
        said = f"Do not send personal health details. {hint}".strip()
        super().__init__(max_length=LONGEST_MESSAGE, error_messages=messages, help_text=said, **kwargs)
        del self.widget.attrs["maxlength"]  # a browser would cut what is pasted without a word

    def to_python(self, value: Any) -> str:
        return super().to_python(str(value or "").replace("\r\n", "\n")) or ""


def address_field(*, missing: str = "", hint: str) -> forms.EmailField:
    """Optional where no sentence says what is ``missing``."""
    wrong = "Enter an e-mail address in the right form, like name@example.com."
    return forms.EmailField(
        label="E-mail address" if missing else "E-mail address (optional)",
        required=bool(missing),
        max_length=254,
        help_text=hint,
        error_messages={
            "required": missing,
            "invalid": wrong,
            "max_length": "An e-mail address has 254 characters at most. Enter a shorter one.",
            "null_characters_not_allowed": wrong,
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false", "maxlength": None}),
    )


class ReaderForm(forms.Form):
    """``website`` is a field that people never see: what fills it is no person. ``ticket`` says that the form is ours."""

    error_css_class = "wrong"
    website = forms.CharField(required=False, label="Leave this field empty")
    ticket = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.data.get("website"))

    @property
    def visible(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in ("website", "ticket")]


class NewsletterForm(ReaderForm):
    address = address_field(
        missing="Enter your e-mail address.", hint="We send one mail there, with a link to confirm."
    )
    topics = forms.ModelMultipleChoiceField(
        queryset=Category.objects.none(),
        required=False,
        label="Topics",
        help_text="Choose none to hear about all of them.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "One of the topics is gone. Choose from those below.",
            "invalid_pk_value": "One of the topics is gone. Choose from those below.",
            "invalid_list": "Choose from the topics below.",
        },
    )

    def __init__(self, *args: Any, topics: QuerySet[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["topics"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - as declared above
        field.queryset = topics
        self.has_topics = topics.exists()

    @property
    def visible(self) -> list[forms.BoundField]:
        return [field for field in super().visible if field.name != "topics" or self.has_topics]


class QuestionForm(ReaderForm):
    message = Words(label="Your question", missing="Write your question.")
    address = address_field(
        missing="Enter your e-mail address. Without it we cannot answer.",
        hint="The answer goes there and nowhere else.",
    )


class ProblemForm(ReaderForm):
    message = Words(
        label="What is wrong or unclear?",
        missing="Write what is wrong or unclear.",
        hint="Quote the sentence, and say where you know it from.",
    )
    address = address_field(hint="If you want to hear what became of it.")


class EnquiryForm(ReaderForm):
    name = forms.CharField(
        label="Your name (optional)",
        required=False,
        max_length=100,
        error_messages={
            "max_length": "Your name has %(show_value)d characters. Shorten it to %(limit_value)d or fewer.",
            "null_characters_not_allowed": NOT_ONE_LINE,
        },
        widget=forms.TextInput(attrs={"autocomplete": "name", "maxlength": None}),
    )
    message = Words(label="Your message", missing="Write your message.")
    address = address_field(
        missing="Enter your e-mail address. Without it we cannot answer.",
        hint="The answer goes there and nowhere else.",
    )

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if not name.isprintable():
            raise forms.ValidationError(NOT_ONE_LINE)
        return name
