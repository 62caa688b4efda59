// SPDX-License-Identifier: Apache-2.0
#include "raw_tree.h"

#include <QString>
#include <algorithm>
#include <array>

namespace pulse::git {
namespace {

// Git compares names as bytes, those of folders as if they ended in a slash.
bool comesBefore(const TreeEntry &a, const TreeEntry &b)
{
    const auto byteAt = [](const TreeEntry &entry, qsizetype at) -> int {
        if (at < entry.name.size())
            return static_cast<unsigned char>(entry.name[at]);
        return at == entry.name.size() && entry.isFolder() ? '/' : -1;
    };
    const auto [first, second] = std::ranges::mismatch(a.name, b.name);
    const qsizetype at = std::distance(a.name.begin(), first);
    const int left = byteAt(a, at);
    const int right = byteAt(b, at);
    return left < right;
}

std::optional<unsigned> parseMode(QByteArrayView digits)
{
    if (digits.isEmpty() || digits.size() > 7)
        return std::nullopt;
    unsigned mode = 0;
    for (const char digit : digits) {
        if (digit < '0' || digit > '7')
            return std::nullopt;
        mode = mode * 8 + static_cast<unsigned>(digit - '0');
    }
    // Old programs wrote group-writable files; all else is none of Git's.
    static constexpr std::array known{folderMode, fileMode, programMode, linkMode, submoduleMode, 0100664U};
    return std::ranges::contains(known, mode) ? std::optional(mode) : std::nullopt;
}

} // namespace

std::optional<std::vector<TreeEntry>> parseTree(QByteArrayView raw)
{
    std::vector<TreeEntry> entries;
    while (!raw.isEmpty()) {
        const qsizetype space = raw.indexOf(' ');
        const qsizetype end = space < 0 ? -1 : raw.indexOf('\0', space);
        if (end < 0 || raw.size() < end + 1 + GIT_OID_SHA1_SIZE)
            return std::nullopt;
        const auto mode = parseMode(raw.first(space));
        TreeEntry entry{raw.sliced(space + 1, end - space - 1).toByteArray(), mode.value_or(0),
                        Oid::fromRaw(raw.data() + end + 1)};
        if (!mode || entry.name.isEmpty() || entry.name.contains('/'))
            return std::nullopt;
        if (!entries.empty() && !comesBefore(entries.back(), entry))
            return std::nullopt;
        entries.push_back(std::move(entry));
        raw = raw.sliced(end + 1 + GIT_OID_SHA1_SIZE);
    }
    return entries;
}

QByteArray encodeTree(std::vector<TreeEntry> entries)
{
    std::ranges::sort(entries, comesBefore);
    QByteArray raw;
    for (const TreeEntry &entry : entries)
        raw += QByteArray::number(entry.mode, 8) + ' ' + entry.name + '\0' + entry.id.raw();
    return raw;
}

const TreeEntry *findEntry(const std::vector<TreeEntry> &entries, QByteArrayView name)
{
    const auto found = std::ranges::find(entries, name, &TreeEntry::name);
    return found == entries.end() ? nullptr : &*found;
}

bool isDangerousName(const QByteArray &name)
{
    if (name.isEmpty() || name == "." || name == ".." || name.contains('/') || name.contains('\\') ||
        name.contains('\0') || name.contains(':'))
        return true;
    QString plain;
    for (const QChar c : QString::fromUtf8(name)) {
        const bool isIgnored = (c >= QChar(0x200C) && c <= QChar(0x200F)) ||
                               (c >= QChar(0x202A) && c <= QChar(0x202E)) ||
                               (c >= QChar(0x206A) && c <= QChar(0x206F)) || c == QChar(0xFEFF);
        if (!isIgnored)
            plain += c.toLower();
    }
    while (plain.endsWith(u'.') || plain.endsWith(u' '))
        plain.chop(1);
    return plain.isEmpty() || plain == u".git" || plain.startsWith(u"git~");
}

} // namespace pulse::git
