// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <optional>

namespace pulse::ui {

// Small scanners of Markdown's inline syntax. Each looks at a bounded number of characters, so that many failed
// attempts in a row stay cheap.

inline constexpr qsizetype maxAddressLength = 2000;
inline constexpr qsizetype maxTitleLength = 1000;
inline constexpr qsizetype maxLabelLength = 999;

struct Scanned
{
    QString text;
    qsizetype end = 0; ///< past what was read
};

[[nodiscard]] bool isAsciiPunctuation(QChar c);
/// Punctuation or symbol, for the rules of emphasis.
[[nodiscard]] bool isPunctuation(char32_t c);
/// `&amp;`, `&#35;`, `&#x22;` at `at`.
[[nodiscard]] std::optional<Scanned> scanEntity(QStringView text, qsizetype at);
/// Backslash escapes and entities resolved, as in link destinations.
[[nodiscard]] QString unescaped(QStringView text);
/// `<https://…>` or `<name@host>` at `at`; the text is without the brackets.
[[nodiscard]] std::optional<Scanned> scanAutolink(QStringView text, qsizetype at);
/// `https://…` at `at`, without trailing punctuation.
[[nodiscard]] std::optional<Scanned> scanBareLink(QStringView text, qsizetype at);
/// A tag such as `<context>`, `</a>` or `<br/>` at `at`: its end, 0 when there is none.
[[nodiscard]] qsizetype scanTag(QStringView text, qsizetype at);
/// `destination` or `<destination>` at `at`.
[[nodiscard]] std::optional<Scanned> scanDestination(QStringView text, qsizetype at);
/// `"title"`, `'title'` or `(title)` at `at`: its end, 0 when there is none.
[[nodiscard]] qsizetype scanTitle(QStringView text, qsizetype at);
/// `(destination "title")` at `at`: the destination.
[[nodiscard]] std::optional<Scanned> scanLinkTail(QStringView text, qsizetype at);
/// `[label]` at `at`: the label as written.
[[nodiscard]] std::optional<Scanned> scanLabel(QStringView text, qsizetype at);
/// The form under which labels are the same.
[[nodiscard]] QString normalisedLabel(QStringView label);
[[nodiscard]] qsizetype skipSpace(QStringView text, qsizetype at); ///< spaces, tabs, line breaks

} // namespace pulse::ui
