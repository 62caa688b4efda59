// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>
#include <map>
#include <vector>

namespace pulse::detail {

/// An INI text whose lines survive editing: comments, blank lines and keys of other programs stay where they are.
/// `[library]` and `default = x` make the key `library.default`; above the first section stand keys without a dot.
/// A value that begins or ends with a space or a quote is written in double quotes, with `\"` and `\\` inside.
/// `[library "team"]` is a section of a kind with a name, as in Git's configuration.
class IniText
{
public:
    explicit IniText(const QByteArray &utf8 = {});

    struct NamedSection
    {
        QString name;
        std::map<QString, QString> values; // by the keys as they stand in the section
    };
    /// Those of a kind, in the order of the file; parts of one name count as one section.
    [[nodiscard]] std::vector<NamedSection> namedSections(QStringView kind) const;
    void setIn(const QString &kind, const QString &name, const QString &key, const QString &value);
    void unsetIn(const QString &kind, const QString &name, const QString &key);
    /// Takes the section's heading and its lines; what follows the last of them (a comment on the next) stays.
    void removeSection(const QString &kind, const QString &name);
    /// An empty section at the end, where there is none.
    void addSection(const QString &kind, const QString &name);
    void renameSection(const QString &kind, const QString &from, const QString &to);

    /// All keys with their values; of a repeated key the last counts.
    [[nodiscard]] std::map<QString, QString> values() const;
    /// The number (from 1) of the first line that is none of this; 0 when there is none.
    [[nodiscard]] int brokenLine() const { return m_brokenLine; }
    void set(const QString &key, const QString &value);
    void unset(const QString &key);
    [[nodiscard]] QByteArray toUtf8() const;

private:
    void put(const QString &section, const QString &own, const QString &value);

    struct Line
    {
        QString text;
        QString section; // in which it stands
        QString key;     // whole, empty for any other line
        QString value;
    };
    std::vector<Line> m_lines;
    int m_brokenLine = 0;
};

} // namespace pulse::detail
