// SPDX-License-Identifier: Apache-2.0
#include "pulse/faults/recording.h"

namespace pulse::faults {
namespace {

int take(Disk &disk, int directory, const QByteArray &name)
{
    if (directory < 0 || !disk[directory].entries.contains(name))
        return -1;
    return disk[directory].entries.take(name);
}

void put(Disk &disk, int directory, const QByteArray &name, int inode)
{
    if (directory >= 0 && inode >= 0)
        disk[directory].entries.insert(name, inode);
}

} // namespace

void makeInode(Disk &disk, const Event &event)
{
    if (event.inode < 0)
        return;
    if (disk.inodes.size() <= static_cast<size_t>(event.inode))
        disk.inodes.resize(static_cast<size_t>(event.inode) + 1);
    disk[event.inode] = {.type = event.kind == Event::Kind::MakeDirectory ? EntryType::Directory
                                 : event.kind == Event::Kind::MakeLink    ? EntryType::Link
                                                                          : EntryType::File,
                         .mode = event.mode,
                         .data = event.kind == Event::Kind::MakeLink ? event.bytes : QByteArray(),
                         .entries = {}};
}

void applyWrite(Disk &disk, int inode, QByteArrayView bytes, qint64 offset)
{
    QByteArray &data = disk[inode].data;
    if (data.size() < offset + bytes.size())
        data.resize(offset + bytes.size(), '\0');
    std::ranges::copy(bytes, data.begin() + offset);
}

void apply(Disk &disk, const Event &event)
{
    if (event.failure != 0)
        return;
    switch (event.kind) {
    case Event::Kind::Create:
    case Event::Kind::MakeDirectory:
    case Event::Kind::MakeLink:
        makeInode(disk, event);
        put(disk, event.directory, event.name, event.inode);
        break;
    case Event::Kind::Write:
        if (event.inode >= 0)
            applyWrite(disk, event.inode, event.bytes, event.offset);
        break;
    case Event::Kind::Truncate:
        if (event.inode >= 0)
            disk[event.inode].data.resize(event.offset, '\0');
        break;
    case Event::Kind::SetMode:
        if (event.inode >= 0)
            disk[event.inode].mode = event.mode;
        break;
    case Event::Kind::Rename:
        put(disk, event.toDirectory, event.toName, take(disk, event.directory, event.name));
        break;
    case Event::Kind::Exchange: {
        const int one = take(disk, event.directory, event.name);
        const int other = take(disk, event.toDirectory, event.toName);
        put(disk, event.directory, event.name, other);
        put(disk, event.toDirectory, event.toName, one);
        break;
    }
    case Event::Kind::Remove:
        take(disk, event.directory, event.name);
        break;
    case Event::Kind::Sync:
    case Event::Kind::SyncAll:
        break;
    }
}

Disk Recording::after(qsizetype count) const
{
    Disk disk = before;
    for (qsizetype i = 0; i < count; ++i)
        apply(disk, events[static_cast<size_t>(i)]);
    return disk;
}

QStringList Recording::acknowledgedAfter(qsizetype count) const
{
    QStringList facts;
    for (const Acknowledgement &each : acknowledgements) {
        if (each.position <= count)
            facts.append(each.fact);
    }
    return facts;
}

} // namespace pulse::faults
