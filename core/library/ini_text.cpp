// SPDX-License-Identifier: Apache-2.0
#include "ini_text.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse::detail {

namespace {

bool needsQuotes(const QString &value)
{
    return !value.isEmpty() && (value.trimmed() != value || value.startsWith(u'"'));
}

QString written(const QString &value)
{
    if (!needsQuotes(value))
        return value;
    QString escaped = value;
    escaped.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
    return u'"' + escaped + u'"';
}

QString readValue(QStringView text)
{
    text = text.trimmed();
    if (text.size() < 2 || !text.startsWith(u'"') || !text.endsWith(u'"'))
        return text.toString();
    text = text.sliced(1, text.size() - 2);
    QString value;
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (text[at] == u'\\' && at + 1 < text.size())
            ++at;
        value.append(text[at]);
    }
    return value;
}

// `library   "team"` as `library "team"`, so that a section is found however it was spelled.
QString normalSection(QStringView text)
{
    const qsizetype quote = text.indexOf(u'"');
    if (quote <= 0 || !text.endsWith(u'"') || text.size() < quote + 2)
        return text.toString();
    return text.first(quote).trimmed().toString() + u' ' + text.sliced(quote).toString();
}

QString headOf(const QString &kind, const QString &name)
{
    return kind + u" \""_s + name + u'"';
}

QString sectionOf(const QString &key)
{
    return key.contains(u'.') ? key.section(u'.', 0, 0) : QString();
}

} // namespace

IniText::IniText(const QByteArray &utf8)
{
    QString section;
    int number = 0;
    QStringList lines = QString::fromUtf8(utf8).split(u'\n');
    if (lines.last().isEmpty())
        lines.removeLast();
    for (QString &text : lines) {
        ++number;
        const QStringView trimmed = QStringView(text).trimmed();
        Line line;
        const qsizetype equals = trimmed.indexOf(u'=');
        if (trimmed.startsWith(u'[') && trimmed.endsWith(u']')) {
            section = normalSection(trimmed.sliced(1, trimmed.size() - 2).trimmed());
        } else if (trimmed.isEmpty() || trimmed.startsWith(u'#') || trimmed.startsWith(u';')) {
            // nothing to read
        } else if (equals > 0) {
            const QString key = trimmed.first(equals).trimmed().toString();
            line.key = section.isEmpty() ? key : section + u'.' + key;
            line.value = readValue(trimmed.sliced(equals + 1));
        } else if (m_brokenLine == 0) {
            m_brokenLine = number;
        }
        line.section = section;
        line.text = std::move(text);
        m_lines.push_back(std::move(line));
    }
}

std::map<QString, QString> IniText::values() const
{
    std::map<QString, QString> values;
    for (const Line &line : m_lines) {
        if (!line.key.isEmpty())
            values.insert_or_assign(line.key, line.value);
    }
    return values;
}

void IniText::set(const QString &key, const QString &value)
{
    const QString section = sectionOf(key);
    put(section, section.isEmpty() ? key : key.mid(section.size() + 1), value);
}

void IniText::put(const QString &section, const QString &own, const QString &value)
{
    const QString key = section.isEmpty() ? own : section + u'.' + own;
    const Line line{own + u" = "_s + written(value), section, key, value};
    // A key of a plain section may stand whole above the sections; one of a named section stands in it alone.
    const bool named = section.endsWith(u'"');
    const auto isSame = [&](const Line &other) { return other.key == key && (!named || other.section == section); };
    const auto same = std::ranges::find_if(m_lines, isSame);
    if (same != m_lines.end()) {
        const QString stands = same->section;
        *same = line;
        if (stands != section) { // written with its whole key above the sections
            same->section = stands;
            same->text = key + u" = "_s + written(value);
        }
        const auto rest = std::remove_if(std::next(same), m_lines.end(), isSame);
        m_lines.erase(rest, m_lines.end());
        return;
    }
    // After the section's last line that says something.
    auto at = std::find_if(m_lines.rbegin(), m_lines.rend(), [&](const Line &other) {
                  return other.section == section && !other.text.trimmed().isEmpty();
              }).base();
    if (at == m_lines.begin() && !section.isEmpty()) {
        if (!m_lines.empty())
            m_lines.push_back({{}, m_lines.back().section, {}, {}});
        m_lines.push_back({u'[' + section + u']', section, {}, {}});
        at = m_lines.end();
    }
    m_lines.insert(at, line);
}

void IniText::unset(const QString &key)
{
    std::erase_if(m_lines, [&](const Line &line) { return line.key == key; });
}

std::vector<IniText::NamedSection> IniText::namedSections(QStringView kind) const
{
    std::vector<NamedSection> found;
    const QString head = kind.toString() + u" \""_s;
    for (const Line &line : m_lines) {
        if (!line.section.startsWith(head) || !line.section.endsWith(u'"') || line.section.size() <= head.size())
            continue;
        const QString name = line.section.sliced(head.size(), line.section.size() - head.size() - 1);
        auto at = std::ranges::find(found, name, &NamedSection::name);
        if (at == found.end())
            at = found.insert(found.end(), {name, {}});
        if (!line.key.isEmpty())
            at->values.insert_or_assign(line.key.sliced(line.section.size() + 1), line.value);
    }
    return found;
}

void IniText::setIn(const QString &kind, const QString &name, const QString &key, const QString &value)
{
    put(headOf(kind, name), key, value);
}

void IniText::unsetIn(const QString &kind, const QString &name, const QString &key)
{
    unset(headOf(kind, name) + u'.' + key);
}

void IniText::addSection(const QString &kind, const QString &name)
{
    const QString section = headOf(kind, name);
    if (std::ranges::contains(m_lines, section, &Line::section))
        return;
    if (!m_lines.empty())
        m_lines.push_back({{}, m_lines.back().section, {}, {}});
    m_lines.push_back({u'[' + section + u']', section, {}, {}});
}

void IniText::removeSection(const QString &kind, const QString &name)
{
    const QString section = headOf(kind, name);
    for (auto at = std::ranges::find(m_lines, section, &Line::section); at != m_lines.end();
         at = std::ranges::find(m_lines, section, &Line::section)) {
        const auto end = std::find_if(at, m_lines.end(), [&](const Line &line) { return line.section != section; });
        auto last = at; // the heading
        for (auto line = at; line != end; ++line) {
            if (!line->key.isEmpty())
                last = line;
        }
        const QString before = at == m_lines.begin() ? QString() : std::prev(at)->section;
        for (auto line = std::next(last); line != end; ++line)
            line->section = before;
        const auto rest = m_lines.erase(at, std::next(last));
        if (rest != m_lines.end() && rest != m_lines.begin() && rest->text.trimmed().isEmpty() &&
            std::prev(rest)->text.trimmed().isEmpty())
            m_lines.erase(rest);
    }
}

void IniText::renameSection(const QString &kind, const QString &from, const QString &to)
{
    const QString old = headOf(kind, from);
    const QString section = headOf(kind, to);
    for (Line &line : m_lines) {
        if (line.section != old)
            continue;
        line.section = section;
        if (!line.key.isEmpty())
            line.key = section + line.key.sliced(old.size());
        else if (line.text.trimmed().startsWith(u'['))
            line.text = u'[' + section + u']';
    }
}

QByteArray IniText::toUtf8() const
{
    QByteArray bytes;
    for (const Line &line : m_lines)
        bytes += line.text.toUtf8() + '\n';
    return bytes;
}

} // namespace pulse::detail
