// SPDX-License-Identifier: Apache-2.0
#include "library_view.h"

#include "pulse/fs/file_io.h"
#include "pulse/model/seal.h"

#include <QDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;
using faults::Aftermath;
using faults::Operation;
using faults::Place;

namespace {

const QByteArray oldLibraryFile = "{\"schema\": 1, \"id\": \"old\"}\n";

Prompt prompt(const char *promptName, const char *number, const QByteArray &content)
{
    const QDateTime time = fromRfc3339(u"2026-01-02T03:04:05.678Z");
    return {{.name = *Name::parse(QString::fromUtf8(promptName)),
             .version = *Version::parse(QString::fromUtf8(number)),
             .createdAt = time,
             .updatedAt = time,
             .size = content.size(),
             .checksum = Checksum::of(content),
             .tags = {},
             .description = {},
             .author = {},
             .message = {},
             .unknown = {}},
            content};
}

template <typename T>
void must(const T &result)
{
    if (!result)
        qFatal("preparing a library failed");
}

/// A library of schema 1, as an older program made it.
void makeOld(const Place &place)
{
    const auto root = place.fs->openRoot(place.folder.toUtf8());
    must(root);
    {
        const Descriptor folder(*place.fs, *root);
        const auto library = createDirectory(*place.fs, folder.get(), "library");
        must(library);
        must(createFile(*place.fs, library->get(), "library.json", oldLibraryFile));
        must(createDirectory(*place.fs, library->get(), "prompts"));
    }
    const auto storage = openCounted(place, 'p');
    must(storage);
    must((*storage)->store(prompt("kept", "1.0.0", "first"), {}));
    must((*storage)->store(prompt("gone", "1.0.0", "removed"), {}));
    must((*storage)->remove(*Name::parse(u"gone"), {}, {}));
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The old layout is whole under its name.
QStringList checkKept(const QString &library, bool mustBeThere)
{
    const QStringList kept = QDir(library).entryList({u".schema-1-*"_s}, QDir::Dirs | QDir::Hidden);
    if (kept.isEmpty())
        return mustBeThere ? QStringList{u"the old layout is not kept"_s} : QStringList();
    const QString old = library + u'/' + kept.front();
    QStringList wrong;
    if (contentOf(old + u"/library.json"_s) != oldLibraryFile)
        wrong.append(u"the old library.json is not kept"_s);
    if (sealOf(contentOf(old + u"/upgrade.json"_s)) != Seal::Right)
        wrong.append(u"the record of the upgrade is not whole"_s);
    if (!contentOf(old + u"/prompts/kept/1.0.0/metadata.json"_s).contains("\"name\": \"kept\"") ||
        contentOf(old + u"/prompts/kept/1.0.0/content.md"_s) != "first")
        wrong.append(u"the old prompts are not kept"_s);
    return wrong;
}

/// The library holds what it held, in the old or the new schema, and takes a change.
QStringList checkUpgraded(const Aftermath &aftermath)
{
    const QString library = libraryIn(aftermath.place);
    const auto storage = openCounted(aftermath.place, 'c');
    if (!storage)
        return {storage.error().toString()};
    QStringList wrong;
    const auto holds = [&](const char *when) {
        const auto view = viewOf(**storage, library);
        const bool isRight = view && view->filter(u"kept@1.0.0 “first”"_s).size() == 1 &&
                             view->filter(u"trash gone@1.0.0 “removed”"_s).size() == 1;
        if (!isRight)
            wrong.append(
                u"%1: %2"_s.arg(QString::fromLatin1(when), view ? view->join(u"; "_s) : view.error().toString()));
    };
    holds("found");
    const int schema = (*storage)->info().schema;
    if (aftermath.returned && schema != 2)
        wrong.append(u"the upgrade had returned, and the schema is %1"_s.arg(schema));
    if (const auto stored = (*storage)->store(prompt("next", "1.0.0", "next"), {}); !stored)
        wrong.append(u"the next change fails: "_s + stored.error().toString());
    holds("after the next change");
    if (schema == 2 && QDir(library).exists(u".upgrade"_s))
        wrong.append(u"the next change has not completed the upgrade"_s);
    wrong += checkKept(library, aftermath.returned);
    const auto report = (*storage)->capabilities().inspection->inspect(false, {}, {});
    for (const Finding &finding : report ? report->findings : std::vector<Finding>()) {
        if (finding.severity != Finding::Severity::Notice)
            wrong.append(finding.kind + u": "_s + finding.path);
    }
    if (!report)
        wrong.append(report.error().toString());
    return wrong;
}

/// A library with what crashes and people left, for a repair.
void makeNeglected(const Place &place)
{
    const auto storage = openCounted(place, 'p', OpenOptions::Mode::CreateIfNone);
    must(storage);
    must((*storage)->store(prompt("kept", "1.0.0", "first"), {}));
    const auto root = place.fs->openRoot(libraryIn(place).toUtf8());
    must(root);
    const Descriptor library(*place.fs, *root);
    const auto kept = open(*place.fs, library.get(), "prompts/kept", Fs::Access::Directory);
    must(kept);
    must(place.fs->removeFile(kept->get(), "latest"));
    const auto temporary = createDirectory(*place.fs, kept->get(), ".tmp-left");
    must(temporary);
    must(createFile(*place.fs, temporary->get(), "content.md", "half a text"));
    const auto prompts = open(*place.fs, library.get(), "prompts", Fs::Access::Directory);
    must(prompts);
    must(createDirectory(*place.fs, prompts->get(), "nothing"));
}

QStringList checkRepaired(const Aftermath &aftermath)
{
    const QString library = libraryIn(aftermath.place);
    const auto storage = openCounted(aftermath.place, 'c');
    if (!storage)
        return {storage.error().toString()};
    QStringList wrong;
    const auto fetched = (*storage)->fetch(*Name::parse(u"kept"), *Version::parse(u"1.0.0"), {});
    if (!fetched || fetched->content != "first")
        wrong.append(u"the published version is lost"_s);
    const auto isText = [](const QString &path) { return contentOf(path) == "half a text"; };
    const bool isMended = aftermath.returned && aftermath.injected == 0;
    if (isMended && QFileInfo(library + u"/prompts/kept/latest"_s).symLinkTarget().isEmpty())
        wrong.append(u"latest is not set"_s);
    if (isMended && QFile::exists(library + u"/prompts/kept/.tmp-left"_s))
        wrong.append(u"the temporary is still there"_s);
    bool isKept = isText(library + u"/prompts/kept/.tmp-left/content.md"_s);
    const QDir lost(library + u"/lost"_s);
    for (const QString &id : lost.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const bool isHere = isText(lost.filePath(id + u"/found/content.md"_s));
        if (isHere && sealOf(contentOf(lost.filePath(id + u"/record.json"_s))) != Seal::Right)
            wrong.append(u"the text has no record"_s);
        isKept = isKept || isHere;
    }
    // The model lets a move between two folders arrive by halves. Who was told that a sync failed knows.
    const bool isWarned = aftermath.error && aftermath.error->code() == ErrorCode::DurabilityUnknown;
    if (!isKept && !isWarned)
        wrong.append(u"the half written text is lost"_s);
    const auto again = (*storage)->capabilities().inspection->inspect(true, {}, {});
    for (const Finding &finding : again ? again->findings : std::vector<Finding>()) {
        if (finding.kind != u"kept-aside"_s && !finding.repaired)
            wrong.append(u"a second repair leaves "_s + finding.kind);
    }
    return wrong;
}

/// The library is as the upgrade left it, and of the old layout nothing is taken for a part of it.
QStringList checkDropped(const Aftermath &aftermath)
{
    const QString library = libraryIn(aftermath.place);
    const auto storage = openCounted(aftermath.place, 'c');
    if (!storage)
        return {storage.error().toString()};
    QStringList wrong;
    const auto view = viewOf(**storage, library);
    if (!view || view->filter(u"kept@1.0.0 “first”"_s).size() != 1 ||
        view->filter(u"trash gone@1.0.0 “removed”"_s).size() != 1)
        wrong.append(u"found: "_s + (view ? view->join(u"; "_s) : view.error().toString()));
    if ((*storage)->info().schema != 2)
        wrong.append(u"the upgrade is gone"_s);
    const QStringList old = QDir(library).entryList({u".schema-1-*"_s}, QDir::Dirs | QDir::Hidden);
    if (aftermath.returned && !old.isEmpty())
        wrong.append(u"the old layout is back"_s);
    if (!old.isEmpty())
        wrong += checkKept(library, true);
    if (const auto again = (*storage)->capabilities().upgrades->dropPrevious({}); !again)
        wrong.append(u"again: "_s + again.error().toString());
    else if (!QDir(library).entryList({u".schema-1-*"_s}, QDir::Dirs | QDir::Hidden).isEmpty())
        wrong.append(u"again leaves the old layout"_s);
    const auto report = (*storage)->capabilities().inspection->inspect(true, {}, {});
    if (!report)
        wrong.append(report.error().toString());
    else if (QDir(library).entryList({u".*"_s}, QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot).size() > 0)
        wrong.append(u"repair leaves what was being dropped: "_s +
                     QDir(library).entryList({u".*"_s}, QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot).join(u' '));
    return wrong;
}

/// What somebody edited by hand: the metadata of a version, whose seal is wrong now, and library.json, which has none.
void makeEdited(const Place &place)
{
    {
        const auto storage = openCounted(place, 'p', OpenOptions::Mode::CreateIfNone);
        must(storage);
        must((*storage)->store(prompt("kept", "1.0.0", "first"), {}));
    }
    const auto root = place.fs->openRoot(libraryIn(place).toUtf8());
    must(root);
    const Descriptor library(*place.fs, *root);
    for (const QByteArray &path : {"prompts/kept/1.0.0/metadata.json"_ba, "library.json"_ba}) {
        const qsizetype slash = path.lastIndexOf('/');
        const auto folder =
            open(*place.fs, library.get(), slash < 0 ? "prompts"_ba : path.first(slash), Fs::Access::Directory);
        must(folder);
        const int directory = slash < 0 ? library.get() : folder->get();
        const QByteArray name = path.sliced(slash + 1);
        QByteArray json = contentOf(libraryIn(place) + u'/' + QString::fromUtf8(path));
        if (slash < 0) // with a wrong seal it would not open
            json = unsealed(json);
        json.insert(json.lastIndexOf('}') - 1, ",\n  \"by_hand\": 1");
        must(place.fs->removeFile(directory, name));
        must(createFile(*place.fs, directory, name, json));
    }
}

QStringList checkAccepted(const Aftermath &aftermath, const QString &file)
{
    const QString library = libraryIn(aftermath.place);
    const auto storage = openCounted(aftermath.place, 'c');
    if (!storage)
        return {storage.error().toString()};
    QStringList wrong;
    const QByteArray json = contentOf(library + u'/' + file);
    if (!json.contains("\"by_hand\": 1"))
        wrong.append(u"what was edited is lost"_s);
    if (aftermath.returned && sealOf(json) != Seal::Right)
        wrong.append(u"what was accepted has no seal"_s);
    if (contentOf(library + u"/prompts/kept/1.0.0/content.md"_s) != "first")
        wrong.append(u"the content is lost"_s);
    if (const auto again = (*storage)->capabilities().inspection->accept(file, {});
        !again && sealOf(contentOf(library + u'/' + file)) != Seal::Right)
        wrong.append(u"again: "_s + again.error().toString());
    return wrong;
}

Operation accepting(const QString &name, const QString &file)
{
    return {.name = name,
            .prepare = makeEdited,
            .begin = [file](const Place &place) -> Operation::Action {
                return [storage = openCounted(place, 'a'), file]() -> Result<void> {
                    if (!storage)
                        return failure(storage);
                    return (*storage)->capabilities().inspection->accept(file, {});
                };
            },
            .check = [file](const Aftermath &aftermath) { return checkAccepted(aftermath, file); },
            .isDoneAlready = [](const Error &error) { return error.code() == ErrorCode::Invalid; }};
}

/// A library of schema 1 with a version that was made by hand, and without its folder for prompts, one after the other.
void makeBare(const Place &place)
{
    makeOld(place);
    const auto root = place.fs->openRoot(libraryIn(place).toUtf8());
    must(root);
    const Descriptor library(*place.fs, *root);
    const auto prompts = open(*place.fs, library.get(), "prompts", Fs::Access::Directory);
    must(prompts);
    const auto hand = createDirectory(*place.fs, prompts->get(), "hand");
    must(hand);
    const auto version = createDirectory(*place.fs, hand->get(), "0.1.0");
    must(version);
    must(createFile(*place.fs, version->get(), "content.md", "by hand"));
}

void makeEmptied(const Place &place)
{
    must(openCounted(place, 'p', OpenOptions::Mode::CreateIfNone));
    const auto root = place.fs->openRoot(libraryIn(place).toUtf8());
    must(root);
    const Descriptor library(*place.fs, *root);
    must(place.fs->removeDirectory(library.get(), "prompts"));
}

/// That a repair which returned left this file, or this folder, and that it leaves nothing for the next to do.
QStringList checkCompleted(const Aftermath &aftermath, const QString &path)
{
    const QString library = libraryIn(aftermath.place);
    const auto storage = openCounted(aftermath.place, 'c');
    if (!storage)
        return {storage.error().toString()};
    QStringList wrong;
    if (aftermath.returned && aftermath.injected == 0 && !QFileInfo::exists(library + u'/' + path))
        wrong.append(u"what was mended is gone: "_s + path);
    if (const QByteArray json = contentOf(library + u'/' + path);
        path != u"prompts" && !json.isEmpty() && !decodeMetadata(json))
        wrong.append(u"what was mended is damaged: "_s + QString::fromUtf8(json));
    if (aftermath.returned && aftermath.injected == 0 && QFileInfo(library + u'/' + path).isFile() &&
        contentOf(library + u'/' + path).isEmpty())
        wrong.append(u"what was mended is empty: "_s + path);
    if (path != u"prompts" && contentOf(library + u"/prompts/hand/0.1.0/content.md"_s) != "by hand")
        wrong.append(u"the content is lost"_s);
    const auto again = (*storage)->capabilities().inspection->inspect(true, {}, {});
    if (!again)
        wrong.append(again.error().toString());
    if (!QFileInfo::exists(library + u'/' + path))
        wrong.append(u"a second repair leaves it missing: "_s + path);
    return wrong;
}

Operation completing(const QString &name, const QString &path, void (*prepare)(const Place &),
                     std::vector<Operation::SpareSync> spareSyncs = {})
{
    return {.name = name,
            .prepare = prepare,
            .begin = [](const Place &place) -> Operation::Action {
                return [storage = openCounted(place, 'a')]() -> Result<void> {
                    if (!storage)
                        return failure(storage);
                    return (*storage)->capabilities().inspection->inspect(true, {}, {}).transform([](const auto &) {});
                };
            },
            .check = [path](const Aftermath &aftermath) { return checkCompleted(aftermath, path); },
            .spareSyncs = std::move(spareSyncs)};
}

} // namespace

/// Upgrading and repairing a library, cut off everywhere.
class TestUpgradeDurability : public QObject
{
    Q_OBJECT

private slots:
    void upgradeEachSynced() { run(upgrading(u"upgrade, each synced"_s, 0)); }
    void upgradeSyncedAsAWhole()
    {
        Operation operation = upgrading(u"upgrade, synced as a whole"_s, 7);
        operation.spareSyncs = {{u"sync library"_s, u"syncing everything has synced it, too"_s},
                                {u"syncAll library"_s, u"the first asks whether it works; the last one counts"_s},
                                {u"sync library/.upgrade/library.json"_s, u"everything is synced after it"_s},
                                {u"sync library/.upgrade"_s, u"the new name of it is synced after the exchange"_s},
                                {u"sync library"_s, u"the copy's place: synced again by the commit"_s},
                                {u"sync library"_s, u"the commit: what follows it in the same folder syncs it too"_s},
                                {u"sync library"_s, u"the exchange: its folder is synced with the new name"_s}};
        faults::Extent extent = faults::Extent::ofEnvironment();
        if (!qEnvironmentVariableIsSet("PULSE_EXHAUSTIVE"))
            extent = {.everySubset = 6, .sampledSubsets = 20, .errorStride = 16};
        run(operation, extent);
    }
    void dropTheOld()
    {
        run({.name = u"drop the old layout"_s,
             .prepare =
                 [](const Place &place) {
                     makeOld(place);
                     const auto storage = openCounted(place, 'q');
                     must(storage);
                     must((*storage)->capabilities().upgrades->upgrade({}, {}, {}));
                 },
             .begin = [](const Place &place) -> Operation::Action {
                 return [storage = openCounted(place, 'a')]() -> Result<void> {
                     if (!storage)
                         return failure(storage);
                     return (*storage)->capabilities().upgrades->dropPrevious({}).transform([](const auto &) {});
                 };
             },
             .check = checkDropped});
    }
    void acceptEditedMetadata() { run(accepting(u"accept edited metadata"_s, u"prompts/kept/1.0.0/metadata.json"_s)); }
    void acceptAnEditedLibraryFile() { run(accepting(u"accept an edited library.json"_s, u"library.json"_s)); }
    void repairMetadataThatIsMissing()
    {
        run(completing(u"repair, metadata that is missing"_s, u"prompts/hand/0.1.0/metadata.json"_s, makeBare,
                       {{u"sync library/prompts/hand"_s, u"latest, which is only put right beside the metadata"_s}}));
    }
    void repairAFolderThatIsMissing()
    {
        run(completing(u"repair, a folder that is missing"_s, u"prompts"_s, makeEmptied));
    }
    void repair()
    {
        run({.name = u"repair"_s,
             .prepare = makeNeglected,
             .begin = [](const Place &place) -> Operation::Action {
                 return [storage = openCounted(place, 'a')]() -> Result<void> {
                     if (!storage)
                         return failure(storage);
                     return (*storage)->capabilities().inspection->inspect(true, {}, {}).transform([](const auto &) {});
                 };
             },
             .check = checkRepaired,
             .spareSyncs = {{u"sync library/prompts/kept"_s, u"two things are mended in it, and each syncs it"_s}}});
    }

private:
    static Operation upgrading(const QString &name, int more)
    {
        return {
            .name = name,
            .prepare =
                [more](const Place &place) {
                    makeOld(place);
                    const auto storage = openCounted(place, 'm');
                    for (int i = 0; i < more; ++i)
                        must((*storage)->store(
                            prompt("more", ("1.0." + QByteArray::number(i)).constData(), QByteArray::number(i)), {}));
                },
            .begin = [](const Place &place) -> Operation::Action {
                return [storage = openCounted(place, 'a')]() -> Result<void> {
                    if (!storage)
                        return failure(storage);
                    return (*storage)->capabilities().upgrades->upgrade({}, {}, {}).transform([](const auto &) {});
                };
            },
            .check = checkUpgraded,
            .spareSyncs = {{u"sync library/.upgrade"_s, u"synced again once upgrade.json is in it"_s},
                           {u"sync library/.upgrade"_s, u"the new name of it is synced after the exchange"_s},
                           {u"sync library"_s, u"the copy's place: synced again by the commit"_s},
                           {u"sync library"_s, u"the commit: what follows it in the same folder syncs it too"_s},
                           {u"sync library"_s, u"the exchange: its folder is synced with the new name"_s}}};
    }
    static void run(const Operation &operation, const faults::Extent &extent = faults::Extent::ofEnvironment())
    {
        const faults::Proof proof = faults::prove(operation, extent);
        qInfo("%lld calls, %lld kills, %lld errors, %lld crash states", static_cast<long long>(proof.calls),
              static_cast<long long>(proof.killPoints), static_cast<long long>(proof.errorInjections),
              static_cast<long long>(proof.crashStates));
        QVERIFY2(proof.violations.isEmpty(),
                 qPrintable(proof.violations.first(std::min<qsizetype>(10, proof.violations.size())).join(u'\n')));
        QVERIFY(proof.killPoints > 10 && proof.crashStates > 10);
    }
};

QTEST_GUILESS_MAIN(TestUpgradeDurability)
#include "test_upgrade_durability.moc"
