// SPDX-License-Identifier: Apache-2.0
#include "tree_source.h"

#include <algorithm>

namespace pulse::ui {

namespace {

bool isDigit(QChar unit)
{
    return unit >= u'0' && unit <= u'9';
}

char16_t folded(QChar unit)
{
    const char16_t value = unit.unicode();
    if (value < 0x80)
        return value >= u'A' && value <= u'Z' ? static_cast<char16_t>(value + 0x20) : value;
    return unit.toCaseFolded().unicode();
}

/// The end of the run of digits that begins at `from`, and where its first digit that counts is.
struct Number
{
    qsizetype first;
    qsizetype end;
};

Number numberAt(QStringView text, qsizetype from)
{
    qsizetype end = from;
    while (end < text.size() && isDigit(text[end]))
        ++end;
    while (from + 1 < end && text[from] == u'0')
        ++from;
    return {from, end};
}

QString boundary(const QString &folder, QStringView name, char16_t after)
{
    QString text;
    text.reserve(folder.size() + name.size() + 2);
    if (!folder.isEmpty())
        text += folder + u'/';
    text += name;
    text += QChar(after);
    return text;
}

constexpr char16_t afterSlash = u'/' + 1; // sorts right behind everything that has the slash in its place

} // namespace

int compareNaturally(QStringView a, QStringView b)
{
    qsizetype i = 0;
    qsizetype j = 0;
    while (i < a.size() && j < b.size()) {
        if (isDigit(a[i]) && isDigit(b[j])) {
            const Number x = numberAt(a, i);
            const Number y = numberAt(b, j);
            if (const qsizetype longer = (x.end - x.first) - (y.end - y.first); longer != 0)
                return longer < 0 ? -1 : 1;
            if (const int order = a.sliced(x.first, x.end - x.first).compare(b.sliced(y.first, y.end - y.first)))
                return order;
            i = x.end;
            j = y.end;
            continue;
        }
        const char16_t x = folded(a[i++]);
        const char16_t y = folded(b[j++]);
        if (x != y)
            return x < y ? -1 : 1;
    }
    if (i < a.size() || j < b.size())
        return i < a.size() ? 1 : -1;
    return a.compare(b);
}

qsizetype TreeSource::size() const
{
    return m_matches ? static_cast<qsizetype>(m_matches->size()) : m_catalogue.size();
}

const CatalogueEntry &TreeSource::at(qsizetype position) const
{
    const auto at = static_cast<size_t>(position);
    return m_catalogue.entries()[m_matches ? (*m_matches)[at] : at];
}

qsizetype TreeSource::lowerBound(QStringView path, qsizetype from) const
{
    qsizetype end = size();
    while (from < end) {
        const qsizetype middle = from + (end - from) / 2;
        if (QStringView(at(middle).path) < path)
            from = middle + 1;
        else
            end = middle;
    }
    return from;
}

std::pair<qsizetype, qsizetype> TreeSource::below(const QString &folder) const
{
    if (folder.isEmpty())
        return {0, size()};
    const qsizetype first = lowerBound(boundary({}, folder, u'/'));
    return {first, lowerBound(boundary({}, folder, afterSlash), first)};
}

std::vector<TreeSource::Child> TreeSource::children(const QString &folder) const
{
    const auto [first, last] = below(folder);
    const qsizetype prefix = folder.isEmpty() ? 0 : folder.size() + 1;
    std::vector<Child> found;
    for (qsizetype position = first; position < last;) {
        const QStringView rest = QStringView(at(position).path).sliced(prefix);
        const qsizetype slash = rest.indexOf(u'/');
        if (slash <= 0) {
            found.push_back({rest.toString(), true, false});
            ++position;
            continue;
        }
        const QStringView name = rest.first(slash);
        found.push_back({name.toString(), false, true});
        position = lowerBound(boundary(folder, name, afterSlash), position + 1);
    }
    std::ranges::sort(found, [](const Child &a, const Child &b) { return compareNaturally(a.name, b.name) < 0; });
    // A prompt and the folder of its name were found apart.
    std::vector<Child> result;
    result.reserve(found.size());
    for (Child &child : found) {
        if (!result.empty() && result.back().name == child.name) {
            result.back().isPrompt |= child.isPrompt;
            result.back().isFolder |= child.isFolder;
        } else {
            result.push_back(std::move(child));
        }
    }
    return result;
}

TreeSource::Child TreeSource::child(const QString &folder, const QString &name) const
{
    const QString path = folder.isEmpty() ? name : folder + u'/' + name;
    const qsizetype position = lowerBound(path);
    const auto [first, last] = below(path);
    return {name, position < size() && at(position).path == path, first < last};
}

} // namespace pulse::ui
