// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"

#include <QHash>
#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

namespace pulse {

// Template variables.
//
//   {{name}}          a required variable; spaces and tabs around the name do not count
//   {{name=default}}  an optional one; the default runs to `}}`, is trimmed, may be empty, and holds no line break
//                     and no `{{` or `}}`
//   \{{name}}         the literal text {{name}};   \\{{name}} is a backslash and then the variable
//   {{{{raw}}}} … {{{{/raw}}}}   everything between is literal; the two marks themselves are not rendered
//
// A name begins with a letter (of any script), a digit or `_` and goes on with those, marks, `-` and `.`. Exactly two
// opening braces open a variable, so `{{{x}}}` is literal, and of `{"n":{{count}}}` the last brace is. Everything that
// is not one of these forms is literal and survives rendering untouched: JSON, LaTeX, `{{#if x}}`, `{{> part}}`.
// Fenced code is no exception: variables in it count.

/// One place where a variable stands. Offsets and lengths are in UTF-16 units of the text, lines count from 0.
struct TemplatePlaceholder
{
    QString name;
    std::optional<QString> defaultText;
    qsizetype offset = 0; ///< of the first brace
    qsizetype length = 0; ///< through the last brace
    qsizetype nameOffset = 0;
    qsizetype nameLength = 0;
    int line = 0;
};

/// A variable of a template, over all its places.
struct TemplateVariable
{
    QString name;
    std::optional<QString> defaultText; ///< the first that any of its places gives
    bool hasConflictingDefaults = false;
    int uses = 0;
    qsizetype firstOffset = 0;
    int firstLine = 0;

    /// Whether rendering needs a value for it: no place gives a default.
    [[nodiscard]] bool isRequired() const { return !defaultText.has_value(); }
};

struct TemplateScan
{
    std::vector<TemplatePlaceholder> placeholders; ///< as they stand in the text
    std::vector<TemplateVariable> variables;       ///< each once, in order of appearance
    [[nodiscard]] const TemplateVariable *find(QStringView name) const;
};

/// Finds every variable. Time and memory grow linearly with the text, whatever it holds.
[[nodiscard]] TemplateScan scanTemplate(QStringView text);

/// Whether `{{name}}` would be a variable.
[[nodiscard]] bool isTemplateVariableName(QStringView name);

using TemplateValues = QHash<QString, QString>;

/// A text with values put in, as far as there are any.
struct RenderedTemplate
{
    QString text;        ///< a variable without value or default stays as it was written
    QStringList missing; ///< required variables without a value, in order of appearance
    QStringList unused;  ///< values that no variable of the text takes, sorted
};

/// Puts values in where there are any, for previews: cannot fail. A value wins over a default; a place without a
/// default of its own takes the variable's. Values go in exactly as they are (no HTML escaping) and are not searched
/// for variables again.
[[nodiscard]] RenderedTemplate renderAvailable(QStringView text, const TemplateValues &values);

/// The same, but fails with Invalid, naming each, when a required variable has no value. Values that no variable takes
/// are no failure.
[[nodiscard]] Result<QString> renderTemplate(QStringView text, const TemplateValues &values);

} // namespace pulse
