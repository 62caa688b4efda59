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
            section = trimmed.sliced(1, trimmed.size() - 2).trimmed().toString();
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
    const QString own = section.isEmpty() ? key : key.mid(section.size() + 1);
    const Line line{own + u" = "_s + written(value), section, key, value};
    const auto same = std::ranges::find(m_lines, key, &Line::key);
    if (same != m_lines.end()) {
        const QString stands = same->section;
        *same = line;
        if (stands != section) { // written with its whole key above the sections
            same->section = stands;
            same->text = key + u" = "_s + written(value);
        }
        const auto rest =
            std::remove_if(std::next(same), m_lines.end(), [&](const Line &other) { return other.key == key; });
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

QByteArray IniText::toUtf8() const
{
    QByteArray bytes;
    for (const Line &line : m_lines)
        bytes += line.text.toUtf8() + '\n';
    return bytes;
}

} // namespace pulse::detail
