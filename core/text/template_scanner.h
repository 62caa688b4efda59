// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/text/template_variables.h"

#include <optional>

namespace pulse {

/// A piece of a template: text that is rendered as it is, or a variable. What lies between pieces (an escaping
/// backslash, the marks of a raw block) is not rendered.
struct TemplatePart
{
    enum class Kind { Literal, Placeholder };
    Kind kind = Kind::Literal;
    qsizetype start = 0;
    qsizetype length = 0;
    TemplatePlaceholder placeholder; // set for Placeholder
};

/// Cuts a template into its parts, in one pass.
class TemplateScanner
{
public:
    explicit TemplateScanner(QStringView text);

    [[nodiscard]] std::optional<TemplatePart> next();

private:
    [[nodiscard]] std::optional<TemplatePart> literalToNextPart();
    [[nodiscard]] std::optional<TemplatePart> leaveRawBlock();
    [[nodiscard]] std::optional<TemplatePart> literalUpTo(qsizetype end);
    [[nodiscard]] std::optional<TemplatePlaceholder> placeholderAt(qsizetype braces) const;
    [[nodiscard]] bool readDefault(qsizetype &at, TemplatePlaceholder &placeholder) const;
    bool enterRawBlock(qsizetype braces);
    [[nodiscard]] int lineOf(qsizetype offset);

    QStringView m_text;
    qsizetype m_done = 0;    // everything before it was returned or dropped
    qsizetype m_search = 0;  // where to look for the next braces
    qsizetype m_rawEnd = -1; // of the raw block that is being read: where its closing mark begins
    bool m_rawMayClose = true;
    std::optional<TemplatePlaceholder> m_pending;
    qsizetype m_lineOffset = 0;
    int m_line = 0;
};

} // namespace pulse
