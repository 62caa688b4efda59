// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>
#include <optional>
#include <variant>
#include <vector>

namespace pulse {

/// A value of front matter that is too complex for the simple reading here, as it is written.
struct OpaqueYaml
{
    QString text; ///< from after the colon to the end of the entry, line breaks and indentation included
    friend bool operator==(const OpaqueYaml &, const OpaqueYaml &) = default;
};

/// One entry at the top level of the front matter.
struct FrontMatterField
{
    QString key;
    std::variant<QString, QStringList, OpaqueYaml> value;
};

/// A text cut into its YAML front matter and its body: `header + body` is the text again, to the last character.
struct FrontMatter
{
    QString header; ///< both `---` lines, what is between them, and their line ends; empty where there is none
    QString body;
    std::vector<FrontMatterField> fields; ///< as written; of a repeated key each occurrence

    [[nodiscard]] bool isPresent() const { return !header.isEmpty(); }
    /// The first field of that name, or null.
    [[nodiscard]] const FrontMatterField *find(QStringView key) const;
    /// The value when it is plain text; empty when the field is missing, a list, or opaque.
    [[nodiscard]] std::optional<QString> string(QStringView key) const;
    /// The value as a list: the items of a list, the words of a plain text that has commas, or the one text.
    [[nodiscard]] std::optional<QStringList> list(QStringView key) const;

    [[nodiscard]] std::optional<QString> title() const;       ///< `title`, else `name`
    [[nodiscard]] std::optional<QString> description() const; ///< `description`
    [[nodiscard]] QStringList tags() const;                   ///< `tags`; empty when there are none
};

/// Finds front matter at the very beginning of the text: a line `---`, entries, a line `---` or `...`. It counts only
/// where its first line that is neither empty nor a comment reads `key:` (so a text that begins with a rule has none),
/// and where the closing line exists. Understood are plain and quoted texts on one line, `[a, b]`, and lists of `- a`
/// lines; anything else becomes OpaqueYaml. Linear in the text; never fails.
[[nodiscard]] FrontMatter splitFrontMatter(const QString &text);

} // namespace pulse
