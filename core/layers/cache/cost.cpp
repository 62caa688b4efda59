// SPDX-License-Identifier: Apache-2.0
#include "cost.h"

namespace pulse {

namespace {

constexpr qint64 entryBytes = 128;  // a list node, its index and a shared pointer
constexpr qint64 stringBytes = 32;  // the header of a string's memory
constexpr qint64 mapNodeBytes = 32; // the links of a tree's node

} // namespace

qint64 costOf(const QString &text)
{
    return text.isEmpty() ? 0 : stringBytes + text.size() * static_cast<qint64>(sizeof(QChar));
}

qint64 costOf(const Name &name)
{
    return entryBytes + costOf(name.toString());
}

qint64 costOf(const VersionKey &key)
{
    return costOf(key.name) + costOf(key.version.toString());
}

qint64 costOf(const Metadata &metadata)
{
    qint64 bytes = sizeof(Metadata) + costOf(metadata.name.toString()) + costOf(metadata.version.toString()) +
                   costOf(metadata.description) + costOf(metadata.author) + costOf(metadata.message);
    for (const QString &tag : metadata.tags.toList())
        bytes += static_cast<qint64>(sizeof(QString)) + costOf(tag);
    // Parsed values take a few times their text.
    if (!metadata.unknown.isEmpty())
        bytes += 8 * toJson(metadata.unknown).size();
    return bytes;
}

qint64 costOf(const Prompt &prompt)
{
    return costOf(prompt.metadata) + static_cast<qint64>(sizeof(QByteArray)) + prompt.content.size();
}

qint64 costOf(const std::vector<Version> &versions)
{
    qint64 bytes = 0;
    for (const Version &version : versions)
        bytes += static_cast<qint64>(sizeof(Version)) + costOf(version.toString());
    return bytes;
}

qint64 costOf(const LabelMap &labels)
{
    qint64 bytes = 0;
    for (const auto &[label, version] : labels)
        bytes += mapNodeBytes + static_cast<qint64>(sizeof(Label) + sizeof(Version)) + costOf(label.toString()) +
                 costOf(version.toString());
    return bytes;
}

} // namespace pulse
