// SPDX-License-Identifier: Apache-2.0
#include "pulse/text/bump_suggestion.h"
#include "pulse/text/diff.h"
#include "pulse/text/front_matter.h"
#include "pulse/text/markdown_outline.h"
#include "pulse/text/template_variables.h"
#include "pulse/text/text_encoding.h"
#include "require.h"

using namespace pulse;

namespace {

QString textOf(const TextDiff &diff, bool right)
{
    QString text;
    for (const DiffRow &row : diff.rows()) {
        if (const int line = right ? row.right : row.left; line >= 0)
            text += (right ? diff.right() : diff.left()).fullLine(line);
    }
    return text;
}

void checkDiff(const QByteArray &left, const QByteArray &right)
{
    const QString a = QString::fromUtf8(left);
    const QString b = QString::fromUtf8(right);
    const auto diff = diffTexts(a, b);
    REQUIRE(diff.has_value());
    REQUIRE(textOf(*diff, false) == a);
    REQUIRE(textOf(*diff, true) == b);
    REQUIRE(diff->isIdentical() == (a == b));
    for (const DiffRow &row : diff->rows()) {
        if (row.kind == DiffRow::Kind::Equal)
            REQUIRE(diff->left().fullLine(row.left) == diff->right().fullLine(row.right));
    }
    const auto unified = unifiedDiff(left, right, {});
    REQUIRE(unified.has_value());
    REQUIRE(unified->isEmpty() == (left == right));
    REQUIRE((suggestBump(a, b).bump == SuggestedBump::None) == (a == b));
}

void checkTemplate(const QString &text)
{
    TemplateValues values;
    const TemplateScan scan = scanTemplate(text);
    for (const TemplatePlaceholder &place : scan.placeholders) {
        REQUIRE(isTemplateVariableName(place.name));
        REQUIRE(text.sliced(place.nameOffset, place.nameLength) == place.name);
        values.insert(place.name, QString());
    }
    REQUIRE(qsizetype(scan.variables.size()) == values.size());
    const auto rendered = renderTemplate(text, values);
    REQUIRE(rendered.has_value());
    REQUIRE(rendered->size() <= text.size());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/// Whatever the bytes: two texts come back out of their comparison, what can be edited is encoded to the same bytes,
/// front matter and body are the text again, and the readers stay inside it.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto decoded = decodeText(bytes);
    REQUIRE(decoded.has_value());
    if (decoded->isEditable())
        REQUIRE(encodeText(decoded->text, decoded->form) == bytes);
    REQUIRE((firstInvalidUtf8(bytes) < 0) == bytes.isValidUtf8());

    const QString text = decoded->text;
    const FrontMatter split = splitFrontMatter(text);
    REQUIRE(split.header + split.body == text);
    const MarkdownOutline outline = outlineMarkdown(text);
    for (const MarkdownHeading &heading : outline.headings)
        REQUIRE(heading.level >= 1 && heading.level <= 6 && heading.line < outline.lines);
    for (const MarkdownFence &fence : outline.fences)
        REQUIRE(fence.firstLine <= fence.lastLine && fence.lastLine < outline.lines);
    checkTemplate(text);
    const qsizetype middle = bytes.size() / 2;
    checkDiff(bytes.first(middle), bytes.sliced(middle));
    return 0;
}
