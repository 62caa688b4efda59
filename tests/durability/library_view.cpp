// SPDX-License-Identifier: Apache-2.0
#include "library_view.h"

#include "pulse/faults/disk.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace pulse::test {
namespace {

std::function<QByteArray()> countedNames(char series)
{
    return [series, next = std::make_shared<std::atomic<int>>(0)] {
        const int number = (*next)++;
        // The first is the tag of the writer, which is the same for all: writing it is nothing that has to be proved.
        const QByteArray counted =
            (number == 0 ? QByteArray("0") : QByteArray(1, series)) + QByteArray::number(number).rightJustified(9, '0');
        return counted.leftJustified(32, '0');
    };
}

Result<void> addPrompt(LibraryView &view, Storage &storage, const Name &name)
{
    const auto versions = storage.capabilities().versions->versions(name, {});
    if (!versions)
        return failure(versions);
    for (const Version &version : *versions) {
        const auto prompt = storage.fetch(name, version, {});
        if (!prompt)
            return failure(prompt);
        view.append(
            u"%1@%2 “%3” %4 %5"_s.arg(name.toString(), version.toString(), QString::fromUtf8(prompt->content.left(60)),
                                      QString::fromLatin1(prompt->metadata.checksum.toString().toLatin1().left(20)),
                                      prompt->metadata.description));
    }
    const auto labels = storage.capabilities().labels->labels(name, {});
    if (!labels)
        return failure(labels);
    for (const auto &[label, version] : *labels)
        view.append(u"%1 @%2 -> %3"_s.arg(name.toString(), label.toString(), version.toString()));
    return {};
}

QString trashedContent(const QString &library, const TrashEntry &entry, const Version &version)
{
    QFile file(u"%1/trash/%2/prompt/%3/content.md"_s.arg(library, entry.id, version.toString()));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.read(60)) : u"(nothing)"_s;
}

void lookAt(QStringList &found, const faults::Disk &disk, int number, const QString &path)
{
    for (const auto &[name, child] : disk[number].entries.asKeyValueRange()) {
        const QString below = path + u'/' + QString::fromUtf8(name);
        if (name.startsWith(".tmp-"))
            continue; // in nobody's sight
        const faults::Disk::Inode &inode = disk[child];
        if (inode.type == EntryType::Link && !disk[number].entries.contains(inode.data))
            found.append(below + u" points at nothing"_s);
        if (name == "content.md" && !disk[number].entries.contains("metadata.json"))
            found.append(below + u" has no metadata"_s);
        if (name == "metadata.json" && !disk[number].entries.contains("content.md"))
            found.append(below + u" has no content"_s);
        // An entry of the trash without anything in it is not finished, and not shown.
        const bool isUnfinished = name == "record.json" && !disk[number].entries.contains("prompt");
        if (inode.type == EntryType::File && name != ".lock" && !isUnfinished &&
            (inode.data.isEmpty() || inode.data.contains('\0')))
            found.append(below + u" is empty or holds zeroes"_s);
        if (inode.type == EntryType::Directory)
            lookAt(found, disk, child, below);
    }
}

void findTemporaries(QStringList &found, const faults::Disk &disk, int number, const QString &path)
{
    for (const auto &[name, child] : disk[number].entries.asKeyValueRange()) {
        const QString below = path + u'/' + QString::fromUtf8(name);
        if (name == "lost" && path.isEmpty())
            continue; // where repair puts what nobody asked for
        if (name.startsWith(".tmp-"))
            found.append(below);
        findTemporaries(found, disk, child, below);
    }
}

} // namespace

Result<std::shared_ptr<Storage>> openCounted(const faults::Place &place, char series, OpenOptions::Mode mode)
{
    filesystem::Parts parts = filesystem::defaultParts();
    parts.fs = place.fs;
    parts.randomName = countedNames(series);
    OpenOptions options;
    options.mode = mode;
    options.author = u"Tester"_s;
    options.clock = std::make_shared<ManualClock>(fromRfc3339(u"2026-02-03T04:05:06Z"));
    return filesystem::openLibrary(QUrl::fromLocalFile(libraryIn(place)), options, std::move(parts));
}

Result<LibraryView> viewOf(Storage &storage, const QString &library)
{
    LibraryView view;
    const auto page = storage.list({}, {});
    if (!page)
        return failure(page);
    for (const ListItem &item : page->items) {
        if (!item.name || !item.damage.isEmpty())
            return failure(ErrorCode::Corrupt, u"list"_s, item.path, item.damage);
        if (auto added = addPrompt(view, storage, *item.name); !added)
            return failure(std::move(added));
    }
    const auto trash = storage.capabilities().trash->trash({});
    if (!trash)
        return failure(trash);
    for (const TrashEntry &entry : *trash) {
        for (const Version &version : entry.versions)
            view.append(u"trash %1@%2 “%3”"_s.arg(entry.name.toString(), version.toString(),
                                                  trashedContent(library, entry, version)));
    }
    view.sort();
    return view;
}

QStringList forbiddenIn(Storage &storage, const QString &library, bool isDone)
{
    QStringList found;
    lookAt(found, faults::readDisk(library), 0, {});
    const auto report = storage.capabilities().inspection->inspect(false, {}, {});
    if (!report) {
        found.append(report.error().toString());
        return found;
    }
    QStringList harmless{u"abandoned-temporary"_s, u"empty-trash-entry"_s, u"empty-folder"_s};
    if (!isDone)
        harmless += {u"stale-pointer"_s, u"split-prompt"_s, u"same-prompt"_s, u"missing-folder"_s, u"kept-aside"_s};
    for (const Finding &finding : report->findings) {
        if (!harmless.contains(finding.kind))
            found.append(finding.kind + u' ' + finding.path);
    }
    if (report->intact != report->versions)
        found.append(u"a version is not intact"_s);
    return found;
}

QStringList temporariesIn(const QString &library)
{
    QStringList found;
    if (QFile::exists(library))
        findTemporaries(found, faults::readDisk(library), 0, {});
    return found;
}

} // namespace pulse::test
