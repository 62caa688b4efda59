// SPDX-License-Identifier: Apache-2.0
#include "library_state.h"

#include "pulse/backends/filesystem.h"
#include "pulse/storage/capabilities.h"

#include <QCryptographicHash>
#include <QDirIterator>
#include <QFile>

using namespace Qt::StringLiterals;

namespace pulse::system_test {
namespace {

QString versionsText(const std::vector<Version> &versions)
{
    QStringList texts;
    for (const Version &version : versions)
        texts.append(version.toString());
    return texts.join(u',');
}

void addPrompt(LibraryState &state, Storage &storage, const ListItem &item)
{
    if (!item.name || !item.damage.isEmpty()) {
        state.damage.append(item.path + u": "_s + item.damage);
        return;
    }
    const auto versions = storage.capabilities().versions->versions(*item.name, {});
    if (!versions) {
        state.damage.append(versions.error().message());
        return;
    }
    for (const Version &version : *versions) {
        const auto fetched = storage.fetch(*item.name, version, {});
        if (!fetched) {
            state.damage.append(fetched.error().message());
            continue;
        }
        const Metadata &metadata = fetched->metadata;
        const QString key = VersionKey{*item.name, version}.toString();
        state.items.insert(u"version %1 %2"_s.arg(key, metadata.checksum.toString()));
        state.items.insert(u"metadata %1 %2 [%3]"_s.arg(key, metadata.description, metadata.tags.toList().join(u',')));
    }
    if (const auto labels = storage.capabilities().labels->labels(*item.name, {})) {
        for (const auto &[label, version] : *labels)
            state.items.insert(u"label %1 %2 %3"_s.arg(item.path, label.toString(), version.toString()));
    }
}

void addLibrary(LibraryState &state, const QString &path)
{
    const OpenOptions options{
        .mode = OpenOptions::Mode::Existing, .readOnly = true, .author = {}, .clock = std::make_shared<SystemClock>()};
    const auto opened = openFilesystemLibrary(QUrl::fromLocalFile(path), options);
    if (!opened) {
        if (opened.error().code() != ErrorCode::NotFound)
            state.damage.append(opened.error().message());
        return;
    }
    Storage &storage = **opened;
    state.items.insert(u"library of schema %1"_s.arg(storage.info().schema));
    const auto page = storage.list({.folder = {}, .recursive = true, .cursor = {}, .limit = 100'000}, {});
    if (!page)
        state.damage.append(page.error().message());
    for (const ListItem &item : page ? page->items : std::vector<ListItem>())
        addPrompt(state, storage, item);
    const auto trash = storage.capabilities().trash->trash({});
    if (!trash)
        state.damage.append(trash.error().message());
    for (const TrashEntry &entry : trash ? *trash : std::vector<TrashEntry>())
        state.items.insert(u"trash %1 %2"_s.arg(entry.name.toString(), versionsText(entry.versions)));
    const auto report = storage.capabilities().inspection->inspect(false, {}, {});
    if (!report)
        state.damage.append(report.error().message());
    for (const Finding &finding : report ? report->findings : std::vector<Finding>()) {
        const QString text = finding.kind + u' ' + finding.path;
        (finding.severity == Finding::Severity::Damage ? state.damage : state.leftovers).append(text);
    }
}

void addFile(LibraryState &state, const QString &folder, const QFileInfo &info)
{
    const QString path = info.filePath().sliced(folder.size() + 1);
    if (path.contains(u"/.tmp-"_s) || path.contains(u".tmp-"_s)) {
        state.temporaries.append(path);
        return;
    }
    if (info.isSymLink() || !info.isFile())
        return;
    QFile file(info.filePath());
    if (!file.open(QIODevice::ReadOnly))
        return;
    const QByteArray bytes = file.readAll();
    if (info.fileName() == "content.md"_L1)
        state.contents.insert(QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex()));
    if (path.startsWith(u"config/"_s) && info.fileName().endsWith(u".conf"_s)) {
        for (const QByteArray &line : bytes.split('\n'))
            state.items.insert(u"setting %1"_s.arg(QString::fromUtf8(line)));
    }
}

} // namespace

LibraryState readState(const QString &folder)
{
    LibraryState state;
    addLibrary(state, folder + "/library"_L1);
    LibraryState second;
    if (QFileInfo::exists(folder + "/second"_L1))
        addLibrary(second, folder + "/second"_L1);
    for (const QString &item : std::as_const(second.items))
        state.items.insert(u"second: "_s + item);
    state.damage += second.damage;
    state.leftovers += second.leftovers;
    QDirIterator files(folder, QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                       QDirIterator::Subdirectories);
    while (files.hasNext())
        addFile(state, folder, files.nextFileInfo());
    return state;
}

QString difference(const LibraryState &from, const LibraryState &to)
{
    QStringList lines;
    for (const QString &item : from.items - to.items)
        lines.append(u"- "_s + item);
    for (const QString &item : to.items - from.items)
        lines.append(u"+ "_s + item);
    lines.sort();
    return lines.join(u'\n');
}

} // namespace pulse::system_test
