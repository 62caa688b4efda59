// SPDX-License-Identifier: Apache-2.0
// Small contents that stand in the metadata as well: one request gets both, and nothing depends on it.
#include "object_workshop.h"
#include "pulse/backends/filesystem.h"
#include "pulse/model/seal.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class ObjectInline : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneRequestGetsASmallVersion_data();
    void oneRequestGetsASmallVersion();
    void itStaysThroughChanges_data();
    void itStaysThroughChanges();
    void itIsNoneOfTheFacts();
    void aFolderThatIsACopyDoesNotShowIt();
    void aWrongOneIsNotRead();
    void aRepairWritesTheContentAnew_data();
    void aRepairWritesTheContentAnew();
    void aRepairBringsNothingBackThatIsRemoved();
    void whatIsLostComesBackOutOfTheTrash();
    void whatIsLostGetsANewName();
    void metadataThatAreFullGoWithout();
};

namespace {

constexpr qint64 longest = 1000;

struct Library
{
    ObjectWorkshop workshop{conditional()};
    std::shared_ptr<Storage> storage;

    Library()
    {
        workshop.keepInline(longest);
        storage = workshop.open(1);
    }
    /// How many objects are asked for until the version is here; -1 when something else comes.
    [[nodiscard]] int getsFor(const Prompt &prompt)
    {
        int gets = 0;
        workshop.server().direct([&gets](int, const ObjectCall &call) {
            gets += call.kind == ObjectCall::Kind::Get || call.kind == ObjectCall::Kind::Head ? 1 : 0;
            return ObjectFate::Happens;
        });
        const auto fetched = storage->fetch(prompt.name(), prompt.version(), {});
        const bool isRight = fetched && fetched->content == prompt.content && fetched->metadata == prompt.metadata;
        workshop.server().direct({});
        return isRight ? gets : -1;
    }
    [[nodiscard]] QString contentKey(const QString &folder)
    {
        for (const auto &[key, bytes] : workshop.server().objects()) {
            if (key.startsWith(folder + u"content-"_s))
                return key;
        }
        return {};
    }
};

QString findingOf(Storage &storage, bool repair)
{
    const auto report = storage.capabilities().inspection->inspect(repair, {}, {});
    if (!report)
        return report.error().toString();
    QStringList lines;
    for (const Finding &finding : report->findings)
        lines.append(finding.kind + (finding.repairable ? u" repairable"_s : u""_s) +
                     (finding.repaired ? u" repaired"_s : u""_s));
    return lines.join(u'\n');
}

Prompt published(Storage &storage, const QByteArray &content, QStringView name = u"a")
{
    Prompt prompt = makePrompt(name, u"1.0.0", content);
    const auto receipt = storage.store(prompt, {});
    if (!receipt)
        qFatal("%s", qUtf8Printable(receipt.error().toString()));
    prompt.metadata = receipt->metadata;
    return prompt;
}

} // namespace

void ObjectInline::oneRequestGetsASmallVersion_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("gets");
    QTest::newRow("text") << QByteArray("Dear {{name}},\r\n\t\"\\\" \x01 \0 \xE2\x80\xA8 end", 33) << 1;
    QTest::newRow("beyond the first plane") << QByteArray("\xF0\x9F\x99\x82 \xEF\xBF\xBF") << 1;
    QTest::newRow("nothing") << QByteArray() << 1;
    QTest::newRow("as long as may be") << QByteArray(longest, 'x') << 1;
    QTest::newRow("longer") << QByteArray(longest + 1, 'x') << 2;
    QTest::newRow("no text") << QByteArray("\xFF\xFE\x00", 3) << 2;
    QTest::newRow("half a surrogate") << QByteArray("\xED\xA0\x80") << 2;
    QTest::newRow("a byte order mark") << QByteArray("\xEF\xBB\xBFtext") << 2;
}

void ObjectInline::oneRequestGetsASmallVersion()
{
    QFETCH(const QByteArray, content);
    QFETCH(const int, gets);
    Library library;
    const Prompt prompt = published(*library.storage, content);
    QCOMPARE(library.getsFor(prompt), gets);
    const auto reader = library.storage->capabilities().streams->openContent(prompt.name(), prompt.version(), {});
    QVERIFY(reader);
    QByteArray read(content.size() + 1, '\0');
    const auto length = (*reader)->read({read.data(), static_cast<size_t>(read.size())});
    QVERIFY(length);
    QCOMPARE(read.first(*length), content);
}

void ObjectInline::itStaysThroughChanges_data()
{
    QTest::addColumn<int>("change");
    QTest::newRow("a tag") << 0;
    QTest::newRow("a new name") << 1;
    QTest::newRow("trash and back") << 2;
    QTest::newRow("accepted as it is") << 3;
}

void ObjectInline::itStaysThroughChanges()
{
    QFETCH(const int, change);
    Library library;
    Prompt prompt = published(*library.storage, "Some text.\n");
    const auto can = library.storage->capabilities();
    const QString path = u"prompts/a/1.0.0/metadata.json"_s;
    switch (change) {
    case 0:
        QVERIFY(can.metadata->updateMetadata(prompt.name(), prompt.version(), {.addTags = {u"new"_s}}, {}));
        break;
    case 1:
        QVERIFY(can.renaming->rename(prompt.name(), makeName(u"b"), {}));
        prompt.metadata.name = makeName(u"b");
        break;
    case 2: {
        const auto removed = library.storage->remove(prompt.name(), {}, {});
        QVERIFY(removed);
        QVERIFY(can.trash->restore(removed->trashId.value_or(QString()), {}, {}));
        break;
    }
    default:
        library.workshop.server().set(path, unsealed(library.workshop.server().objects().at(path)));
        QVERIFY(can.inspection->accept(path, {}));
    }
    prompt.metadata = *can.metadata->metadata(prompt.name(), prompt.version(), {});
    QCOMPARE(library.getsFor(prompt), 1);
    QCOMPARE(findingOf(*library.storage, false), QString());
}

void ObjectInline::itIsNoneOfTheFacts()
{
    Library library;
    const Prompt prompt = published(*library.storage, "Some text.\n");
    QVERIFY(library.workshop.server().objects().at(u"prompts/a/1.0.0/metadata.json"_s).contains("Some text."));
    QVERIFY(prompt.metadata.unknown.isEmpty());
    QVERIFY(library.storage->fetch(prompt.name(), prompt.version(), {})->metadata.unknown.isEmpty());
    QVERIFY(library.storage->capabilities().metadata->metadata(prompt.name(), prompt.version(), {})->unknown.isEmpty());
}

void ObjectInline::aFolderThatIsACopyDoesNotShowIt()
{
    Library library;
    const Prompt prompt = published(*library.storage, "Some text.\n");
    QTemporaryDir folder;
    copyInto(library.workshop.server().objects(), folder.path());
    OpenOptions options = makeOptions();
    options.mode = OpenOptions::Mode::Existing;
    const auto copy = openFilesystemLibrary(QUrl::fromLocalFile(folder.path()), options);
    QVERIFY2(copy, copy ? "" : qPrintable(copy.error().toString()));
    const auto fetched = (*copy)->fetch(prompt.name(), prompt.version(), {});
    QVERIFY(fetched);
    QCOMPARE(fetched->metadata, prompt.metadata);
    const auto patched =
        (*copy)->capabilities().metadata->updateMetadata(prompt.name(), prompt.version(), {.addTags = {u"new"_s}}, {});
    QVERIFY(patched);
    QVERIFY(patched->unknown.isEmpty());
    QCOMPARE((*copy)->fetch(prompt.name(), prompt.version(), {})->content, prompt.content);
    QCOMPARE(findingOf(**copy, false), QString());
}

// Somebody edited both and sealed them, or a program wrote nonsense: the content is what the checksum says.
void ObjectInline::aWrongOneIsNotRead()
{
    Library library;
    const Prompt prompt = published(*library.storage, "Some text.\n");
    const QString path = u"prompts/a/1.0.0/metadata.json"_s;
    QByteArray edited = unsealed(library.workshop.server().objects().at(path));
    QVERIFY(edited.contains("Some text."));
    library.workshop.server().set(path, sealed(edited.replace("Some text.", "Same text.")));
    QCOMPARE(library.getsFor(prompt), 2);
}

void ObjectInline::aRepairWritesTheContentAnew_data()
{
    QTest::addColumn<bool>("isMissing");
    QTest::addColumn<bool>("isSmall");
    QTest::newRow("missing") << true << true;
    QTest::newRow("damaged") << false << true;
    QTest::newRow("missing, long") << true << false;
    QTest::newRow("damaged, long") << false << false;
}

void ObjectInline::aRepairWritesTheContentAnew()
{
    QFETCH(const bool, isMissing);
    QFETCH(const bool, isSmall);
    Library library;
    const QByteArray content(isSmall ? 100 : longest + 1, 'x');
    const Prompt prompt = published(*library.storage, content);
    const QString key = library.contentKey(u"prompts/a/1.0.0/"_s);
    if (isMissing)
        library.workshop.server().erase(key);
    else
        library.workshop.server().set(key, QByteArray(content.size(), 'y'));
    const QString kind = isMissing ? u"missing-content"_s : u"checksum-mismatch"_s;
    if (!isSmall) { // what was lost cannot be guessed
        QCOMPARE(findingOf(*library.storage, true), kind);
        QCOMPARE(findingOf(*library.storage, true), kind);
        return;
    }
    QCOMPARE(library.getsFor(prompt), 1);
    QCOMPARE(findingOf(*library.storage, false), kind + u" repairable"_s);
    QCOMPARE(findingOf(*library.storage, true), kind + u" repairable repaired"_s);
    QCOMPARE(findingOf(*library.storage, false), QString());
    QCOMPARE(library.workshop.server().objects().at(key), content);
}

// Somebody removes the version just when its content is written anew: not before that is done.
void ObjectInline::aRepairBringsNothingBackThatIsRemoved()
{
    Library library;
    const Prompt prompt = published(*library.storage, "Some text.\n");
    const QString lost = library.contentKey(u"prompts/a/1.0.0/"_s);
    library.workshop.server().erase(lost);
    const auto other = library.workshop.open(2);
    std::optional<QString> removed;
    library.workshop.server().direct([&](int client, const ObjectCall &call) {
        if (client == 1 && call.kind == ObjectCall::Kind::Put && call.key == lost && !removed) {
            removed = u"asked"_s;
            removed = codeOf(other->remove(prompt.name(), {}, {}));
        }
        return ObjectFate::Happens;
    });
    QCOMPARE(findingOf(*library.storage, true), u"missing-content repairable repaired"_s);
    library.workshop.server().direct({});
    QCOMPARE(removed, u"unavailable"_s);
    QVERIFY(other->remove(prompt.name(), {}, {}));
    QVERIFY(!library.workshop.server().objects().contains(lost));
}

void ObjectInline::whatIsLostComesBackOutOfTheTrash()
{
    Library library;
    const Prompt prompt = published(*library.storage, "Some text.\n");
    library.workshop.server().erase(library.contentKey(u"prompts/a/1.0.0/"_s));
    const auto removed = library.storage->remove(prompt.name(), {}, {});
    QVERIFY(removed);
    const auto restored = library.storage->capabilities().trash->restore(removed->trashId.value_or(QString()), {}, {});
    QVERIFY2(restored, restored ? "" : qPrintable(restored.error().toString()));
    QCOMPARE(library.storage->fetch(prompt.name(), prompt.version(), {})->content, prompt.content);
    QCOMPARE(findingOf(*library.storage, false), QString());
}

void ObjectInline::whatIsLostGetsANewName()
{
    Library library;
    const Prompt prompt = published(*library.storage, "Some text.\n");
    library.workshop.server().erase(library.contentKey(u"prompts/a/1.0.0/"_s));
    const auto renamed = library.storage->capabilities().renaming->rename(prompt.name(), makeName(u"b"), {});
    QVERIFY2(renamed, renamed ? "" : qPrintable(renamed.error().toString()));
    QCOMPARE(library.storage->fetch(makeName(u"b"), prompt.version(), {})->content, prompt.content);
    QCOMPARE(findingOf(*library.storage, false), QString());
}

void ObjectInline::metadataThatAreFullGoWithout()
{
    Library library;
    Prompt prompt = makePrompt(u"a", u"1.0.0", QByteArray(longest, 'x'));
    // With its content the whole would be longer than what is read back.
    prompt.metadata.unknown.insert(u"newer"_s, JsonValue(QString(1024 * 1024 - 900, u'n')));
    const auto receipt = library.storage->store(prompt, {});
    QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().toString()));
    prompt.metadata = receipt->metadata;
    QCOMPARE(library.getsFor(prompt), 2);
}

QTEST_GUILESS_MAIN(ObjectInline)
#include "test_object_inline.moc"
