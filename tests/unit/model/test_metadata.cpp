// SPDX-License-Identifier: Apache-2.0
#include "pulse/base/clock.h"
#include "pulse/model/metadata.h"
#include "pulse/test/effort.h"

#include <QTest>
#include <QTimeZone>

using namespace pulse;
using namespace Qt::StringLiterals;

class TestMetadata : public QObject
{
    Q_OBJECT

private slots:
    void writesAFixedForm();
    void roundTrips();
    void readsWhatIsLeftOut();
    void readsAnyOrder();
    void unknownFieldsSurvive();
    void manyUnknownFieldsAreQuick();
    void timesAreReadIntoUtc();
    void refuses_data();
    void refuses();
    void saysWhatToDo();
    void limitsCountBytes();
    void validates();
    void everythingValidCanBeReadBack();
    void acceptsTags_data();
    void acceptsTags();
    void refusesTags_data();
    void refusesTags();
    void tagsAreASortedSet();
    void patches();
    void patchRefuses();
    void patchWithoutEffect();
    void decodingIsQuick();
};

namespace {

const QByteArray content = "You are a helpful assistant.\n";

Metadata sample()
{
    return {.name = *Name::parse(u"support/refund-reply"),
            .version = *Version::parse(u"1.2.0-rc.1+build.7"),
            .createdAt = fromRfc3339(u"2025-01-31T12:00:00.120Z"),
            .updatedAt = fromRfc3339(u"2025-02-01T00:00:00Z"),
            .size = content.size(),
            .checksum = Checksum::of(content),
            .tags = *TagSet::parse({u"support"_s, u"émail"_s, u"support"_s, u"a:b/c"_s}),
            .description = u"Answers \"refund\" requests.\nTwo lines, é日🙂."_s,
            .author = u"Ada Lovelace <ada@example.org>"_s,
            .message = u"Sounds kinder"_s,
            .unknown = {}};
}

const QByteArray checksumText = Checksum::of(content).toString().toLatin1();

/// A good document in which one field is replaced, added, or (with an empty value) left out.
QByteArray documentWith(const QByteArray &field = {}, const QByteArray &value = {})
{
    QList<std::pair<QByteArray, QByteArray>> fields{{"name", "\"a/b\""},
                                                    {"version", "\"1.0.0\""},
                                                    {"created_at", "\"2025-01-31T12:00:00Z\""},
                                                    {"size", "29"},
                                                    {"checksum", '"' + checksumText + '"'}};
    bool found = field.isEmpty();
    for (auto &[name, text] : fields) {
        if (name == field) {
            text = value;
            found = true;
        }
    }
    if (!found)
        fields.emplace_back(field, value);
    QByteArrayList members;
    for (const auto &[name, text] : fields)
        if (!text.isEmpty())
            members += '"' + name + "\":" + text;
    return '{' + members.join(',') + '}';
}

} // namespace

void TestMetadata::writesAFixedForm()
{
    Metadata metadata = sample();
    metadata.unknown.insert(u"rating"_s, JsonValue::Number{"4.50"});
    QCOMPARE(encodeMetadata(metadata), QByteArray("{\n"
                                                  "  \"name\": \"support/refund-reply\",\n"
                                                  "  \"version\": \"1.2.0-rc.1+build.7\",\n"
                                                  "  \"created_at\": \"2025-01-31T12:00:00.120Z\",\n"
                                                  "  \"updated_at\": \"2025-02-01T00:00:00Z\",\n"
                                                  "  \"size\": 29,\n"
                                                  "  \"checksum\": \"" +
                                                  checksumText +
                                                  "\",\n"
                                                  "  \"tags\": [\n"
                                                  "    \"a:b/c\",\n"
                                                  "    \"support\",\n"
                                                  "    \"émail\"\n"
                                                  "  ],\n"
                                                  "  \"description\": \"Answers \\\"refund\\\" requests.\\nTwo "
                                                  "lines, é日🙂.\",\n"
                                                  "  \"author\": \"Ada Lovelace <ada@example.org>\",\n"
                                                  "  \"message\": \"Sounds kinder\",\n"
                                                  "  \"rating\": 4.50\n"
                                                  "}\n"));
}

void TestMetadata::roundTrips()
{
    const Metadata metadata = sample();
    const Result<Metadata> decoded = decodeMetadata(encodeMetadata(metadata));
    QVERIFY2(decoded, decoded ? "" : qPrintable(decoded.error().message()));
    QCOMPARE(*decoded, metadata);
    QCOMPARE(encodeMetadata(*decoded), encodeMetadata(metadata));
    QCOMPARE(decoded->createdAt.timeSpec(), Qt::UTC);
}

void TestMetadata::readsWhatIsLeftOut()
{
    const Result<Metadata> decoded = decodeMetadata(documentWith());
    QVERIFY2(decoded, decoded ? "" : qPrintable(decoded.error().message()));
    QCOMPARE(decoded->updatedAt, decoded->createdAt);
    QVERIFY(decoded->tags.isEmpty());
    QVERIFY(decoded->description.isEmpty() && decoded->author.isEmpty() && decoded->message.isEmpty());
    QVERIFY(decoded->unknown.isEmpty());
}

void TestMetadata::readsAnyOrder()
{
    const QByteArray text = "{\"tags\":[\"b\",\"a\",\"b\"],\"zeta\":1,\"checksum\":\"" + checksumText +
                            "\",\"size\":29,\"created_at\":\"2025-01-31T12:00:00Z\",\"alpha\":2,"
                            "\"version\":\"1.0.0\",\"name\":\"a\"}";
    const Result<Metadata> decoded = decodeMetadata(text);
    QVERIFY2(decoded, decoded ? "" : qPrintable(decoded.error().message()));
    QCOMPARE(decoded->tags.toList(), (QStringList{u"a"_s, u"b"_s}));
    QCOMPARE(toJson(decoded->unknown), QByteArray(R"({"zeta":1,"alpha":2})"));
}

void TestMetadata::unknownFieldsSurvive()
{
    const QByteArray unknown = R"("zeta":18446744073709551616,"price":1.10,"e":1E+2,"none":null,)"
                               R"("nested":{"b":[1,{"c":"\u0001é"}],"a":-0},"":"no name","Name":"other case")";
    QByteArray text = documentWith();
    text.chop(1);
    text += ',' + unknown + '}';
    Result<Metadata> decoded = decodeMetadata(text);
    QVERIFY2(decoded, decoded ? "" : qPrintable(decoded.error().message()));
    for (int rewrite = 0; rewrite < 3; ++rewrite) {
        MetadataPatch patch;
        patch.description = u"Rewrite %1"_s.arg(rewrite);
        decoded = decodeMetadata(encodeMetadata(*patch.applyTo(*decoded, decoded->updatedAt.addSecs(1))));
        QVERIFY(decoded);
    }
    QCOMPARE(toJson(decoded->unknown), '{' + unknown + '}');
    QCOMPARE(decoded->description, u"Rewrite 2"_s);
}

void TestMetadata::manyUnknownFieldsAreQuick()
{
    QByteArray text = documentWith();
    text.chop(1);
    for (int i = 0; text.size() < 700'000; ++i)
        text += ",\"f" + QByteArray::number(i, 36) + "\":1";
    text += '}';
    bool isKept = false;
    QCOMPARE_LT(test::effort(3000,
                             [&] {
                                 const Result<Metadata> decoded = decodeMetadata(text);
                                 isKept = decoded && encodeMetadata(*decoded).size() > text.size();
                             }),
                3000);
    QVERIFY(isKept);
}

void TestMetadata::timesAreReadIntoUtc()
{
    const Result<Metadata> decoded = decodeMetadata(documentWith("created_at", "\"2025-01-31T14:00:00.5+02:00\""));
    QVERIFY(decoded);
    QCOMPARE(toRfc3339(decoded->createdAt), u"2025-01-31T12:00:00.500Z"_s);
}

void TestMetadata::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("reason");
    const auto field = [](const char *what, const QByteArray &name, const QByteArray &value, const QString &reason) {
        QTest::newRow(what) << documentWith(name, value) << reason;
    };
    for (const char *name : {"name", "version", "created_at", "size", "checksum"})
        QTest::addRow("no %s", name) << documentWith(name, {})
                                     << u"the field “%1” is missing"_s.arg(QLatin1StringView(name));
    for (const char *name :
         {"name", "version", "created_at", "updated_at", "checksum", "description", "author", "message"})
        for (const char *value : {"1", "null", "[]", "{}", "true"})
            QTest::addRow("%s is %s", name, value)
                << documentWith(name, value) << u"the field “%1” is not a text"_s.arg(QLatin1StringView(name));
    field("bad name", "name", "\"../x\"", u"“name” is not valid"_s);
    field("decomposed name", "name", "\"cafe\\u0301\"", u"NFC"_s);
    field("bad version", "version", "\"1.0\"", u"“version” is not valid"_s);
    field("bad time", "created_at", "\"yesterday\"", u"“created_at” is not a time"_s);
    field("time without zone", "updated_at", "\"2025-01-31T12:00:00\"", u"“updated_at” is not a time"_s);
    field("time that leaves the calendar", "created_at", "\"9999-12-31T23:59:59-23:59\"",
          u"“created_at” is not a time"_s);
    field("time before the calendar", "created_at", "\"0001-01-01T00:00:00+23:59\"", u"“created_at” is not a time"_s);
    field("negative size", "size", "-1", u"“size” is not a whole number"_s);
    field("size with fraction", "size", "1.0", u"“size” is not a whole number"_s);
    field("size with exponent", "size", "1e3", u"“size” is not a whole number"_s);
    field("size as text", "size", "\"29\"", u"“size” is not a whole number"_s);
    field("huge size", "size", "9223372036854775808", u"“size” is not a whole number"_s);
    field("null size", "size", "null", u"“size” is not a whole number"_s);
    field("other checksum", "checksum", "\"md5:0\"", u"“checksum” is not valid"_s);
    field("tags as text", "tags", "\"a\"", u"“tags” is not a list of texts"_s);
    field("tags as null", "tags", "null", u"“tags” is not a list of texts"_s);
    field("tag as number", "tags", "[\"a\",1]", u"“tags” is not a list of texts"_s);
    field("bad tag", "tags", "[\"a?\"]", u"“tags” is not valid"_s);
    field("NUL in the description", "description", "\"a\\u0000\"", u"NUL"_s);
    field("line break in the author", "author", "\"a\\nb\"", u"line break"_s);
    field("long description", "description", '"' + QByteArray(64 * 1024 + 1, 'a') + '"', u"65537 bytes"_s);
    field("long message", "message", '"' + QByteArray(64 * 1024 + 1, 'a') + '"', u"65537 bytes"_s);
    field("long author", "author", '"' + QByteArray(1025, 'a') + '"', u"1025 bytes"_s);
    field("lone surrogate", "description", R"("\ud800")", u"at byte"_s);
    field("lone surrogate in an unknown field", "other", R"({"x":"\udc00"})", u"at byte"_s);
    field("huge number in an unknown field", "other", "1e400", u"at byte"_s);
    field("depth 33", "other", QByteArray(32, '[') + QByteArray(32, ']'), u"more than 32 deep"_s);
    field("100k arrays", "other", QByteArray(100'000, '['), u"more than 32 deep"_s);
    field("more than 1 MiB", "other", '"' + QByteArray(1024 * 1024, 'a') + '"', u"bytes long"_s);
    QTest::newRow("duplicate known field")
        << QByteArray(documentWith()).replace("\"size\":29", "\"size\":29,\"size\":29") << u"“size” occurs twice"_s;
    QTest::newRow("duplicate unknown field")
        << QByteArray(documentWith()).replace("\"size\":29", R"("size":29,"x":1,"x":1)") << u"“x” occurs twice"_s;
    QTest::newRow("empty") << QByteArray() << u"the document is empty"_s;
    QTest::newRow("zero-filled") << QByteArray(400, '\0') << u"NUL byte"_s;
    QTest::newRow("cut") << documentWith().chopped(1) << u"at byte"_s;
    QTest::newRow("twice") << documentWith() + documentWith() << u"at byte"_s;
    QTest::newRow("byte-order mark") << "\xEF\xBB\xBF" + documentWith() << u"byte-order mark"_s;
    QTest::newRow("an array") << QByteArray("[]") << u"not a JSON object"_s;
    QTest::newRow("Latin-1") << documentWith("description", "\"\xE9\"") << u"at byte"_s;
}

void TestMetadata::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, reason);
    const Result<Metadata> decoded = decodeMetadata(text);
    QVERIFY(!decoded);
    QCOMPARE(decoded.error().code(), ErrorCode::Corrupt);
    QVERIFY2(decoded.error().message().contains(reason), qPrintable(decoded.error().message()));
    QVERIFY2(decoded.error().message().size() < 1000, qPrintable(decoded.error().message()));
}

void TestMetadata::saysWhatToDo()
{
    QCOMPARE(
        decodeMetadata(documentWith("size", {})).error().message(),
        u"The metadata is damaged: the field “size” is missing. Run verify to see what can be repaired, or restore "
        "the version from a backup."_s);
    QVERIFY(decodeMetadata("").error().subject().isEmpty());
}

void TestMetadata::limitsCountBytes()
{
    const QByteArray longest = '"' + QByteArray("é").repeated(32 * 1024) + '"';
    QVERIFY(decodeMetadata(documentWith("description", longest)));
    QVERIFY(decodeMetadata(documentWith("message", longest)));
    QVERIFY(!decodeMetadata(documentWith("description", QByteArray(longest).insert(1, 'a'))));
    QVERIFY(decodeMetadata(documentWith("other", QByteArray(31, '[') + QByteArray(31, ']'))));
}

void TestMetadata::validates()
{
    QVERIFY(validateMetadata(sample()));
    const auto refuses = [](auto change, const QString &reason) {
        Metadata metadata = sample();
        change(metadata);
        const Result<void> result = validateMetadata(metadata);
        return !result && result.error().code() == ErrorCode::Invalid &&
               result.error().subject() == u"support/refund-reply"_s && result.error().message().contains(reason);
    };
    QVERIFY(refuses([](Metadata &m) { m.createdAt = {}; }, u"a time in it"_s));
    QVERIFY(refuses([](Metadata &m) { m.updatedAt = m.updatedAt.addYears(9000); }, u"a time in it"_s));
    QVERIFY(refuses([](Metadata &m) { m.size = -1; }, u"size is negative"_s));
    QVERIFY(refuses([](Metadata &m) { m.author = u"a\nb"_s; }, u"author"_s));
    QVERIFY(refuses([](Metadata &m) { m.description = QString(65537, u'a'); }, u"description"_s));
    QVERIFY(refuses([](Metadata &m) { m.message = QString(QChar(0xD800)); }, u"half a character"_s));
    QVERIFY(refuses([](Metadata &m) { m.unknown.insert(u"size"_s, 1); }, u"“size” is given twice"_s));
    QVERIFY(refuses([](Metadata &m) { m.unknown.insert(u"x"_s, QString(1024 * 1024, u'a')); }, u"read again"_s));
    const auto deep = [](Metadata &m) {
        JsonValue value = 1;
        for (int i = 0; i < 32; ++i)
            value = JsonValue::Array{value};
        m.unknown.insert(u"x"_s, value);
    };
    QVERIFY(refuses(deep, u"32 deep"_s));
}

void TestMetadata::everythingValidCanBeReadBack()
{
    Metadata metadata = sample();
    metadata.description = QString(64 * 1024, u'\u0001');
    metadata.message = QString(64 * 1024, u'"');
    metadata.createdAt = QDateTime(QDate(2025, 1, 31), QTime(14, 0), QTimeZone(7200));
    QVERIFY(validateMetadata(metadata));
    QCOMPARE(*decodeMetadata(encodeMetadata(metadata)), metadata);
}

void TestMetadata::acceptsTags_data()
{
    QTest::addColumn<QString>("tag");
    const QStringList tags{u"a"_s,
                           u"customer support"_s,
                           u"team/billing"_s,
                           u"lang:de"_s,
                           u"v1.0"_s,
                           u"1.0.0"_s,
                           u"latest"_s,
                           u"日本語"_s,
                           u"C"_s,
                           u"-x-"_s,
                           u"."_s,
                           u".."_s,
                           u"/"_s,
                           QString(64, u'a'),
                           QString(32, u'é')};
    for (const QString &tag : tags)
        QTest::newRow(tag.toUtf8().constData()) << tag;
}

void TestMetadata::acceptsTags()
{
    QFETCH(QString, tag);
    const Result<void> valid = TagSet::validate(tag);
    QVERIFY2(valid, valid ? "" : qPrintable(valid.error().message()));
}

void TestMetadata::refusesTags_data()
{
    QTest::addColumn<QString>("tag");
    QTest::addColumn<QString>("reason");
    QTest::newRow("empty") << u""_s << u"is empty"_s;
    QTest::newRow("space first") << u" a"_s << u"space"_s;
    QTest::newRow("space last") << u"a "_s << u"space"_s;
    QTest::newRow("comma") << u"a,b"_s << u"“,” (U+002C) at position 2"_s;
    QTest::newRow("line feed") << u"a\nb"_s << u"line break"_s;
    QTest::newRow("NUL") << QString(QChar(u'\0')) << u"U+0000"_s;
    QTest::newRow("bidi") << u"a\u202E"_s << u"direction"_s;
    QTest::newRow("zero width") << u"a\u200B"_s << u"invisible"_s;
    QTest::newRow("lone mark") << u"\u0301"_s << u"combining mark"_s;
    QTest::newRow("decomposed") << u"e\u0301"_s << u"NFC"_s;
    QTest::newRow("long") << QString(65, u'a') << u"65 bytes"_s;
    QTest::newRow("long in bytes") << QString(33, u'é') << u"66 bytes"_s;
    QTest::newRow("surrogate") << QString(QChar(0xDC00)) << u"half a character"_s;
}

void TestMetadata::refusesTags()
{
    QFETCH(QString, tag);
    QFETCH(QString, reason);
    const Result<void> valid = TagSet::validate(tag);
    QVERIFY(!valid);
    QCOMPARE(valid.error().code(), ErrorCode::Invalid);
    QVERIFY2(valid.error().message().contains(reason), qPrintable(valid.error().message()));
    QVERIFY(!TagSet::parse({u"good"_s, tag}));
    TagSet set;
    QVERIFY(!set.insert(tag));
    QVERIFY(set.isEmpty());
}

void TestMetadata::tagsAreASortedSet()
{
    TagSet set;
    for (const QString &tag : {u"b"_s, u"a"_s, u"c"_s, u"b"_s})
        QVERIFY(set.insert(tag));
    QCOMPARE(set.toList(), (QStringList{u"a"_s, u"b"_s, u"c"_s}));
    QCOMPARE(*TagSet::parse({u"c"_s, u"b"_s, u"a"_s, u"a"_s}), set);
    set.remove(u"b"_s);
    set.remove(u"missing"_s);
    QVERIFY(!set.contains(u"b"_s) && set.contains(u"a"_s));
    QCOMPARE(set.toList(), (QStringList{u"a"_s, u"c"_s}));
}

void TestMetadata::patches()
{
    const Metadata before = sample();
    const QDateTime now = fromRfc3339(u"2025-03-01T00:00:00Z");
    MetadataPatch patch;
    patch.description = u"New"_s;
    patch.tags = *TagSet::parse({u"one"_s, u"two"_s});
    patch.addTags = {u"three"_s, u"four"_s};
    patch.removeTags = {u"one"_s, u"four"_s, u"missing"_s};
    const Result<Metadata> after = patch.applyTo(before, now);
    QVERIFY(after);
    Metadata expected = before;
    expected.updatedAt = now;
    expected.description = u"New"_s;
    expected.tags = *TagSet::parse({u"two"_s, u"three"_s});
    QCOMPARE(*after, expected);
    QVERIFY(!patch.isNoOpOn(before));
    QVERIFY(patch.isNoOpOn(*after));
}

void TestMetadata::patchRefuses()
{
    MetadataPatch badTag;
    badTag.addTags = {u"a?"_s};
    QCOMPARE(badTag.applyTo(sample(), sample().updatedAt).error().code(), ErrorCode::Invalid);
    QVERIFY(!badTag.isNoOpOn(sample()));
    MetadataPatch badDescription;
    badDescription.description = QString(65537, u'a');
    const Result<Metadata> result = badDescription.applyTo(sample(), sample().updatedAt);
    QVERIFY(!result);
    QCOMPARE(result.error().code(), ErrorCode::Invalid);
    QVERIFY2(result.error().message().contains(u"65537 bytes"_s), qPrintable(result.error().message()));
}

void TestMetadata::patchWithoutEffect()
{
    QVERIFY(MetadataPatch().isNoOpOn(sample()));
    MetadataPatch same;
    same.description = sample().description;
    same.addTags = {u"support"_s};
    same.removeTags = {u"missing"_s};
    same.tags = sample().tags;
    QVERIFY(same.isNoOpOn(sample()));
    same.addTags += u"new"_s;
    QVERIFY(!same.isNoOpOn(sample()));
    QCOMPARE(same.applyTo(sample(), sample().updatedAt)->tags.toList().size(), sample().tags.toList().size() + 1);
}

void TestMetadata::decodingIsQuick()
{
    const QByteArray text = encodeMetadata(sample());
    QBENCHMARK
    {
        QVERIFY(decodeMetadata(text));
    }
}

QTEST_APPLESS_MAIN(TestMetadata)
#include "test_metadata.moc"
