// SPDX-License-Identifier: Apache-2.0
// What a library refuses, with which code, and that nothing is left of the attempt.
#include "conformance_test.h"

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class ConformanceRefusals : public ConformanceTest
{
    Q_OBJECT

public:
    ConformanceRefusals()
        : ConformanceTest({"metadataThatCannotBeReadBackIsRefused", "aNameThatDiffersOnlyByCaseIsRefused"})
    {}

private Q_SLOTS:
    void aWrongSizeIsRefused();
    void aWrongChecksumIsRefused();
    void metadataThatCannotBeReadBackIsRefused_data();
    void metadataThatCannotBeReadBackIsRefused();
    void aNameThatDiffersOnlyByCaseIsRefused_data();
    void aNameThatDiffersOnlyByCaseIsRefused();
    void aHandleForReadingRefusesEveryChange();
    void aMissingVersionIsNotFound();
    void aStopPublishesNothing();
    void aStopEndsReading();
    void otherBytesAreRefused();
};

void ConformanceRefusals::aWrongSizeIsRefused()
{
    Prompt prompt = makePrompt(u"wrong", u"1.0.0");
    ++prompt.metadata.size;
    COMPARE_CODE(storage().store(prompt, {}), ErrorCode::Invalid);
    QCOMPARE(namesIn(storage()), QStringList());
}

void ConformanceRefusals::aWrongChecksumIsRefused()
{
    Prompt prompt = makePrompt(u"wrong", u"1.0.0");
    prompt.metadata.checksum = Checksum::of("something else");
    COMPARE_CODE(storage().store(prompt, {}), ErrorCode::Invalid);
    QCOMPARE(namesIn(storage()), QStringList());
}

void ConformanceRefusals::metadataThatCannotBeReadBackIsRefused_data()
{
    QTest::addColumn<QString>("field");
    for (const char *field : {"description", "message", "author", "createdAt", "unknown", "huge"})
        QTest::newRow(field) << QString::fromLatin1(field);
}

void ConformanceRefusals::metadataThatCannotBeReadBackIsRefused()
{
    QFETCH(const QString, field);
    Prompt prompt = makePrompt(u"unreadable/prompt", u"1.0.0");
    Metadata &metadata = prompt.metadata;
    if (field == u"description")
        metadata.description = QString(Metadata::maxDescriptionBytes + 1, u'd');
    else if (field == u"message")
        metadata.message = QString(Metadata::maxMessageBytes + 1, u'm');
    else if (field == u"author")
        metadata.author = QString(Metadata::maxAuthorBytes + 1, u'a');
    else if (field == u"createdAt")
        metadata.createdAt = QDateTime();
    else if (field == u"unknown")
        metadata.unknown.insert(u"name"_s, u"hidden"_s);
    else
        metadata.unknown.insert(u"x-huge"_s, QString(1024 * 1024, u'h'));
    COMPARE_CODE(storage().store(prompt, {}), ErrorCode::Invalid);
    QCOMPARE(namesIn(storage()), QStringList());
}

void ConformanceRefusals::aNameThatDiffersOnlyByCaseIsRefused_data()
{
    QTest::addColumn<QString>("existing");
    QTest::addColumn<QString>("refused");
    QTest::newRow("a prompt") << u"greeting"_s << u"Greeting"_s;
    QTest::newRow("in a folder") << u"support/greeting"_s << u"support/GREETING"_s;
    QTest::newRow("the folder") << u"support/greeting"_s << u"Support/farewell"_s;
    QTest::newRow("a prompt as the folder") << u"support"_s << u"SUPPORT/greeting"_s;
    QTest::newRow("a folder as the prompt") << u"support/greeting"_s << u"Support"_s;
    QTest::newRow("full folding") << u"straße"_s << u"STRASSE"_s;
    QTest::newRow("beyond ASCII") << u"größe"_s << u"GRÖSSE"_s;
}

void ConformanceRefusals::aNameThatDiffersOnlyByCaseIsRefused()
{
    QFETCH(const QString, existing);
    QFETCH(const QString, refused);
    publish(existing, u"1.0.0");
    COMPARE_CODE(storage().store(makePrompt(refused, u"1.0.0"), {}), ErrorCode::AlreadyExists);
    QCOMPARE(namesIn(storage()), QStringList(existing));
    VERIFY_OK(storage().store(makePrompt(existing, u"1.1.0"), {}));
    VERIFY_OK(storage().remove(makeName(existing), {}, {}));
    VERIFY_OK(storage().store(makePrompt(refused, u"1.0.0"), {}));
    VERIFY_OK(storage().remove(makeName(refused), {}, {}));
}

void ConformanceRefusals::aHandleForReadingRefusesEveryChange()
{
    const Metadata metadata = publish(u"readable", u"1.0.0");
    point(u"readable", u"production", u"1.0.0");
    const auto reader = another(true);
    const Capabilities may = reader->capabilities();
    QStringList expected = harness().capabilities;
    expected.removeIf([this](const QString &capability) { return harness().readersLack.contains(capability); });
    QCOMPARE(namesOf(may), expected);
    const Name &name = metadata.name;
    const Name other = makeName(u"other");
    const Label label = makeLabel(u"production");
    BufferSource source("streamed");
    constexpr auto denied = ErrorCode::PermissionDenied;
    COMPARE_CODE(reader->store(makePrompt(u"new", u"1.0.0"), {}), denied);
    COMPARE_CODE(reader->remove(name, {}, {}), denied);
    COMPARE_CODE(may.metadata->updateMetadata(name, metadata.version, {.addTags = {u"tag"_s}}, {}), denied);
    COMPARE_CODE(may.labels->setLabel(name, label, metadata.version, {}, {}), denied);
    COMPARE_CODE(may.labels->removeLabel(name, label, {}, {}), denied);
    if (may.renaming)
        COMPARE_CODE(may.renaming->rename(name, other, {}), denied);
    COMPARE_CODE(may.streams->storeContent(makeMetadata(other, metadata.version, "streamed"), source, {}), denied);
    if (may.batches)
        COMPARE_CODE(may.batches->storeMany(std::vector{makePrompt(u"new", u"1.0.0")}, {}, {}).at(0), denied);
    QCOMPARE(namesIn(*reader), QStringList(u"readable"_s));
    QCOMPARE(labelsOf(*reader, u"readable"), u"production=1.0.0"_s);
    VERIFY_OK(reader->fetch(name, metadata.version, {}));
}

void ConformanceRefusals::aMissingVersionIsNotFound()
{
    const Metadata metadata = publish(u"support/greeting", u"1.0.0");
    COMPARE_CODE(storage().fetch(metadata.name, makeVersion(u"1.0.1"), {}), ErrorCode::NotFound);
    COMPARE_CODE(storage().fetch(makeName(u"support"), metadata.version, {}), ErrorCode::NotFound);
    COMPARE_CODE(storage().fetch(makeName(u"support/greeting/below"), metadata.version, {}), ErrorCode::NotFound);
    COMPARE_CODE(storage().remove(metadata.name, makeVersion(u"1.0.1"), {}), ErrorCode::NotFound);
    COMPARE_CODE(storage().remove(makeName(u"support"), {}, {}), ErrorCode::NotFound);
    QCOMPARE(namesIn(storage()), QStringList(u"support/greeting"_s));
}

void ConformanceRefusals::aStopPublishesNothing()
{
    COMPARE_CODE(storage().store(makePrompt(u"late/prompt", u"1.0.0"), stopped()), ErrorCode::Cancelled);
    QCOMPARE(namesIn(storage()), QStringList());
    const Metadata metadata = publish(u"late/prompt", u"1.0.0");
    COMPARE_CODE(storage().remove(metadata.name, {}, stopped()), ErrorCode::Cancelled);
    QCOMPARE(namesIn(storage()), QStringList(u"late/prompt"_s));
}

void ConformanceRefusals::aStopEndsReading()
{
    const Metadata metadata = publish(u"late", u"1.0.0");
    for (int again = 0; again < 2; ++again) {
        COMPARE_CODE(storage().fetch(metadata.name, metadata.version, stopped()), ErrorCode::Cancelled);
        COMPARE_CODE(storage().exists(metadata.name, {}, stopped()), ErrorCode::Cancelled);
        COMPARE_CODE(storage().list({.folder = u"late"_s}, stopped()), ErrorCode::Cancelled);
        COMPARE_CODE(can().versions->versions(metadata.name, stopped()), ErrorCode::Cancelled);
        COMPARE_CODE(can().versions->latest(metadata.name, stopped()), ErrorCode::Cancelled);
        COMPARE_CODE(can().metadata->metadata(metadata.name, metadata.version, stopped()), ErrorCode::Cancelled);
        COMPARE_CODE(can().labels->labels(metadata.name, stopped()), ErrorCode::Cancelled);
        VERIFY_OK(storage().fetch(metadata.name, metadata.version, {}));
    }
}

void ConformanceRefusals::otherBytesAreRefused()
{
    const Prompt prompt = makePrompt(u"immutable", u"1.0.0", "first");
    publish(prompt);
    for (const QByteArray &other : {QByteArray("other"), QByteArray(""), QByteArray("firs"), QByteArray("first ")})
        COMPARE_CODE(storage().store(makePrompt(prompt.name(), prompt.version(), other), {}), ErrorCode::AlreadyExists);
    const auto fetched = storage().fetch(prompt.name(), prompt.version(), {});
    VERIFY_OK(fetched);
    QCOMPARE(fetched->content, "first");
    QCOMPARE(fetched->metadata, prompt.metadata);
}

QTEST_APPLESS_MAIN(ConformanceRefusals)
#include "test_conformance_refusals.moc"
