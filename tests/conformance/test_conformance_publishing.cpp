// SPDX-License-Identifier: Apache-2.0
// Storing and fetching: what was published comes back, whole and unchanged, for ever.
#include "conformance_test.h"

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class ConformancePublishing : public ConformanceTest
{
    Q_OBJECT

public:
    ConformancePublishing()
        : ConformanceTest({"contentsComeBackByteForByte", "namesComeBackUnchanged", "versionsComeBackUnchanged"})
    {}

private Q_SLOTS:
    void showsTheCapabilitiesThatItsHarnessStates();
    void describesItself();
    void anEmptyLibraryHasNothing();
    void whatIsStoredIsFetched();
    void theReceiptSaysWhatIsStored();
    void contentsComeBackByteForByte_data();
    void contentsComeBackByteForByte();
    void namesComeBackUnchanged_data();
    void namesComeBackUnchanged();
    void versionsComeBackUnchanged_data();
    void versionsComeBackUnchanged();
    void everyFieldComesBack();
    void timesComeBackInUtc();
    void unknownFieldsComeBack();
    void theSameBytesAgainChangeNothing();
    void existsTellsVersionsFromPromptsFromFolders();
    void aPromptMayBeAFolder();
    void anotherHandleSeesIt();
    void itIsThereAfterReopening();
};

void ConformancePublishing::showsTheCapabilitiesThatItsHarnessStates()
{
    QCOMPARE(namesOf(can()), harness().capabilities);
    QCOMPARE(namesOf(storage().capabilities()), harness().capabilities);
}

void ConformancePublishing::describesItself()
{
    const StorageInfo info = storage().info();
    QVERIFY(!info.backend.isEmpty());
    QVERIFY(info.url.isValid());
    QVERIFY(info.url.password().isEmpty());
    QVERIFY(info.url.userName().isEmpty() || info.url.scheme() == "git+ssh"_L1); // where it is part of the address
    QVERIFY(!info.id.isEmpty());
    QVERIFY(info.schema >= 1);
    QVERIFY2(!info.readOnly, qPrintable(info.readOnlyReason));
    QCOMPARE(another()->info().id, info.id);

    const StorageInfo forReading = another(true)->info();
    QVERIFY(forReading.readOnly);
    QVERIFY(forReading.readOnlyReason.endsWith(u'.'));
}

void ConformancePublishing::anEmptyLibraryHasNothing()
{
    const Name name = makeName(u"support/greeting");
    QCOMPARE(namesIn(storage()), QStringList());
    const auto exists = storage().exists(name, {}, {});
    VERIFY_OK(exists);
    QVERIFY(!*exists);
    COMPARE_CODE(storage().fetch(name, Version::first(), {}), ErrorCode::NotFound);
    COMPARE_CODE(storage().remove(name, {}, {}), ErrorCode::NotFound);
    if (can().versions) {
        COMPARE_CODE(can().versions->versions(name, {}), ErrorCode::NotFound);
        COMPARE_CODE(can().versions->latest(name, {}), ErrorCode::NotFound);
    }
}

void ConformancePublishing::whatIsStoredIsFetched()
{
    const Prompt prompt = makePrompt(u"support/greeting", u"1.0.0", "Hello {{name}}\n");
    const auto receipt = storage().store(prompt, {});
    VERIFY_OK(receipt);
    QCOMPARE(receipt->outcome, StoreReceipt::Outcome::Created);
    for (int again = 0; again < 3; ++again) {
        const auto fetched = storage().fetch(prompt.name(), prompt.version(), {});
        VERIFY_OK(fetched);
        QCOMPARE(fetched->content, prompt.content);
        QCOMPARE(fetched->metadata, prompt.metadata);
    }
}

void ConformancePublishing::theReceiptSaysWhatIsStored()
{
    const Prompt prompt = makePrompt(u"support/greeting", u"1.0.0");
    const auto receipt = storage().store(prompt, {});
    VERIFY_OK(receipt);
    const auto fetched = storage().fetch(prompt.name(), prompt.version(), {});
    VERIFY_OK(fetched);
    QCOMPARE(receipt->metadata, fetched->metadata);
}

void ConformancePublishing::contentsComeBackByteForByte_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("one byte") << QByteArray("x");
    QTest::newRow("NUL bytes") << QByteArray("a\0b\0\0", 5);
    QTest::newRow("only a NUL") << QByteArray("\0", 1);
    QTest::newRow("CRLF") << QByteArray("one\r\ntwo\r\n");
    QTest::newRow("mixed line ends") << QByteArray("one\rtwo\nthree\r\n\n\r");
    QTest::newRow("no final line feed") << QByteArray("the end");
    QTest::newRow("byte-order mark") << QByteArray("\xEF\xBB\xBFHello");
    QTest::newRow("invalid UTF-8") << QByteArray("\xFF\xFE\x80\xC0\xAF\xED\xA0\x80");
    QTest::newRow("every byte") << [] {
        QByteArray bytes;
        for (int byte = 0; byte < 256; ++byte)
            bytes.append(static_cast<char>(byte));
        return bytes;
    }();
    QTest::newRow("looks like metadata") << QByteArray("{\"name\":\"x\",\"version\":\"1.0.0\"}");
    QTest::newRow("1 MiB") << QByteArray(1024 * 1024, 'm');
    QTest::newRow("1 MiB and a byte") << QByteArray(1024 * 1024 + 1, '\n');
}

void ConformancePublishing::contentsComeBackByteForByte()
{
    QFETCH(const QByteArray, content);
    const Prompt prompt = makePrompt(rowsName(), u"1.0.0", content);
    VERIFY_OK(storage().store(prompt, {}));
    const auto fetched = storage().fetch(prompt.name(), prompt.version(), {});
    VERIFY_OK(fetched);
    QVERIFY(fetched->content == content);
    QCOMPARE(fetched->metadata.size, content.size());
    QCOMPARE(fetched->metadata.checksum, Checksum::of(content));
    const auto elsewhere = another()->fetch(prompt.name(), prompt.version(), {});
    VERIFY_OK(elsewhere);
    QVERIFY(elsewhere->content == content);
}

void ConformancePublishing::namesComeBackUnchanged_data()
{
    QTest::addColumn<QString>("name");
    for (const auto &name : {u"a"_s,
                             u"with space/and more"_s,
                             u"dots.in.it"_s,
                             u"-dash"_s,
                             u"_under"_s,
                             u"1"_s,
                             u"1.0"_s,
                             u"v1.0.0"_s,
                             u"content.md"_s,
                             u"metadata.json"_s,
                             u"library.json"_s,
                             u"trash/prompts"_s,
                             u"prompts"_s,
                             u"HEAD"_s,
                             u"größe/straße"_s,
                             u"日本語/プロンプト"_s,
                             u"русский"_s,
                             u"हिन्दी"_s,
                             u"production"_s,
                             u"record.json"_s,
                             u"deep/er/and/deeper/and/still/deeper/down/here"_s})
        QTest::newRow(qUtf8Printable(name)) << name;
    QTest::newRow("100 bytes a segment") << QString(100, u'n');
    QTest::newRow("400 bytes") << QStringList(4, QString(99, u'n')).join(u'/');
}

void ConformancePublishing::namesComeBackUnchanged()
{
    QFETCH(const QString, name);
    const Prompt prompt = makePrompt(name, u"1.0.0");
    VERIFY_OK(storage().store(prompt, {}));
    const auto fetched = storage().fetch(prompt.name(), prompt.version(), {});
    VERIFY_OK(fetched);
    QCOMPARE(fetched->metadata.name.toString(), name);
    QCOMPARE(namesIn(storage()), QStringList(name));
    VERIFY_OK(storage().remove(prompt.name(), {}, {}));
    QCOMPARE(namesIn(storage()), QStringList());
}

void ConformancePublishing::versionsComeBackUnchanged_data()
{
    QTest::addColumn<QString>("version");
    for (const auto &version : {u"0.0.0"_s, u"1.2.3-alpha"_s, u"1.2.3-alpha.1.x-y"_s, u"1.2.3+build.5"_s,
                                u"1.2.3-rc.1+exp.sha.5114f85"_s, u"1.0.0--"_s, u"99999999999999999999999.0.1"_s})
        QTest::newRow(qUtf8Printable(version)) << version;
}

void ConformancePublishing::versionsComeBackUnchanged()
{
    QFETCH(const QString, version);
    const Prompt prompt = makePrompt(rowsName(), version);
    VERIFY_OK(storage().store(prompt, {}));
    const auto fetched = storage().fetch(prompt.name(), prompt.version(), {});
    VERIFY_OK(fetched);
    QCOMPARE(fetched->metadata.version.toString(), version);
    NEEDS(versions);
    QCOMPARE(versionsOf(storage(), rowsName()), version);
}

void ConformancePublishing::everyFieldComesBack()
{
    Prompt prompt = makePrompt(u"fields", u"1.0.0");
    prompt.metadata.updatedAt = prompt.metadata.createdAt.addMSecs(86'400'123);
    prompt.metadata.tags = makeTags({u"b"_s, u"a tag"_s, u"team:größe"_s});
    prompt.metadata.description = u"Two\nlines, \"quotes\", \\ and 🙂"_s;
    prompt.metadata.author = u"Ada Lovelace <ada@example.org>"_s;
    prompt.metadata.message = u"First."_s;
    VERIFY_OK(storage().store(prompt, {}));
    const auto fetched = storage().fetch(prompt.name(), prompt.version(), {});
    VERIFY_OK(fetched);
    QCOMPARE(fetched->metadata, prompt.metadata);
    const auto elsewhere = another()->fetch(prompt.name(), prompt.version(), {});
    VERIFY_OK(elsewhere);
    QCOMPARE(elsewhere->metadata, prompt.metadata);
}

void ConformancePublishing::timesComeBackInUtc()
{
    Prompt prompt = makePrompt(u"times", u"1.0.0");
    prompt.metadata.createdAt = QDateTime(QDate(2024, 3, 1), QTime(1, 30), QTimeZone(2 * 3600));
    prompt.metadata.updatedAt = prompt.metadata.createdAt;
    const auto receipt = storage().store(prompt, {});
    VERIFY_OK(receipt);
    QCOMPARE(receipt->metadata.createdAt.timeSpec(), Qt::UTC);
    QCOMPARE(receipt->metadata.createdAt, makeTime(u"2024-02-29T23:30:00Z"));
}

void ConformancePublishing::unknownFieldsComeBack()
{
    Prompt prompt = makePrompt(u"unknown", u"1.0.0");
    prompt.metadata.unknown.insert(u"x-model"_s, JsonObject{{u"name"_s, u"any"_s}, {u"heat"_s, 0.5}});
    prompt.metadata.unknown.insert(u"x-exact"_s, JsonValue::Number{"1.10"});
    VERIFY_OK(storage().store(prompt, {}));
    const auto fetched = another()->fetch(prompt.name(), prompt.version(), {});
    VERIFY_OK(fetched);
    QCOMPARE(fetched->metadata.unknown, prompt.metadata.unknown);
}

void ConformancePublishing::theSameBytesAgainChangeNothing()
{
    Prompt prompt = makePrompt(u"same", u"1.0.0");
    prompt.metadata.description = u"As published"_s;
    const Metadata first = publish(prompt);
    prompt.metadata.description = u"Somebody else's words"_s;
    prompt.metadata.createdAt = prompt.metadata.createdAt.addDays(1);
    const auto again = storage().store(prompt, {});
    VERIFY_OK(again);
    QCOMPARE(again->outcome, StoreReceipt::Outcome::Unchanged);
    QCOMPARE(again->metadata, first);
    QCOMPARE(storage().fetch(prompt.name(), prompt.version(), {})->metadata, first);
}

void ConformancePublishing::existsTellsVersionsFromPromptsFromFolders()
{
    publish(u"support/greeting", u"1.0.0");
    const auto exists = [this](QStringView name, const std::optional<Version> &version = {}) {
        const auto answer = storage().exists(makeName(name), version, {});
        return answer ? QString(*answer ? u"yes"_s : u"no"_s) : answer.error().toString();
    };
    QCOMPARE(exists(u"support/greeting"), u"yes"_s);
    QCOMPARE(exists(u"support/greeting", makeVersion(u"1.0.0")), u"yes"_s);
    QCOMPARE(exists(u"support/greeting", makeVersion(u"1.0.1")), u"no"_s);
    QCOMPARE(exists(u"support/greeting", makeVersion(u"1.0.0+build")), u"no"_s);
    QCOMPARE(exists(u"support"), u"no"_s);
    QCOMPARE(exists(u"support/greet"), u"no"_s);
    QCOMPARE(exists(u"support/greeting/below"), u"no"_s);
}

void ConformancePublishing::aPromptMayBeAFolder()
{
    publish(u"support/refund/reply", u"1.0.0");
    publish(u"support", u"2.0.0");
    publish(u"support/refund", u"3.0.0");
    QCOMPARE(namesIn(storage()), QStringList({u"support"_s, u"support/refund"_s, u"support/refund/reply"_s}));
    NEEDS(versions);
    QCOMPARE(versionsOf(storage(), u"support"), u"2.0.0"_s);
    QCOMPARE(versionsOf(storage(), u"support/refund"), u"3.0.0"_s);
    QCOMPARE(versionsOf(storage(), u"support/refund/reply"), u"1.0.0"_s);
}

void ConformancePublishing::anotherHandleSeesIt()
{
    const auto other = another();
    const Metadata metadata = publish(u"shared", u"1.0.0");
    const auto fetched = other->fetch(metadata.name, metadata.version, {});
    VERIFY_OK(fetched);
    QCOMPARE(fetched->metadata, metadata);
    QCOMPARE(namesIn(*other), QStringList(u"shared"_s));
}

void ConformancePublishing::itIsThereAfterReopening()
{
    const Metadata one = publish(u"kept/one", u"1.0.0");
    publish(u"kept/one", u"1.1.0");
    publish(u"kept", u"1.0.0");
    const auto reopened = another();
    const auto fetched = reopened->fetch(one.name, one.version, {});
    VERIFY_OK(fetched);
    QCOMPARE(fetched->metadata, one);
    QCOMPARE(namesIn(*reopened), QStringList({u"kept"_s, u"kept/one"_s}));
    COMPARE_CODE(reopened->store(makePrompt(u"kept/one", u"1.0.0", "other"), {}), ErrorCode::AlreadyExists);
}

QTEST_APPLESS_MAIN(ConformancePublishing)
#include "test_conformance_publishing.moc"
