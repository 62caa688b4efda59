// SPDX-License-Identifier: Apache-2.0
#include "pulse/base/cancellation.h"
#include "pulse/base/quote.h"
#include "pulse/base/result.h"

#include <QSet>
#include <QTest>
#include <cerrno>

using namespace pulse;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(pulse::ErrorCode)

class TestError : public QObject
{
    Q_OBJECT

private slots:
    void keepsWhatItIsGiven();
    void onlyTransientErrorsAreRetryable_data();
    void onlyTransientErrorsAreRetryable();
    void retryabilityCanBeSet();
    void contextFillsOnlyWhatIsMissing();
    void everyCodeHasItsOwnName();
    void oneLineForLogs();
    void aLogLineCannotBeForged();
    void systemErrors_data();
    void systemErrors();
    void anUnknownSystemErrorIsExplained();
    void failureHandsErrorsOn();
    void cancellation();
    void quotesHideNothing_data();
    void quotesHideNothing();
    void quotesCutLongText();
};

void TestError::keepsWhatItIsGiven()
{
    const Error error(ErrorCode::NotFound, u"fetch"_s, u"a/b"_s, u"It is not there."_s);
    QCOMPARE(error.code(), ErrorCode::NotFound);
    QCOMPARE(error.operation(), u"fetch"_s);
    QCOMPARE(error.subject(), u"a/b"_s);
    QCOMPARE(error.message(), u"It is not there."_s);
}

void TestError::onlyTransientErrorsAreRetryable_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<bool>("retryable");
    for (int code = 0; code <= int(ErrorCode::Internal); ++code) {
        const auto value = ErrorCode(code);
        QTest::newRow(qPrintable(errorCodeName(value)))
            << value << (value == ErrorCode::Unavailable || value == ErrorCode::RateLimited);
    }
}

void TestError::onlyTransientErrorsAreRetryable()
{
    QFETCH(ErrorCode, code);
    QFETCH(bool, retryable);
    QCOMPARE(Error(code, {}, {}, {}).isRetryable(), retryable);
}

void TestError::retryabilityCanBeSet()
{
    Error error(ErrorCode::Unavailable, {}, {}, {});
    QVERIFY(!error.setRetryable(false).isRetryable());
    QVERIFY(error.setRetryable(true).isRetryable());
}

void TestError::contextFillsOnlyWhatIsMissing()
{
    Error bare(ErrorCode::Invalid, {}, {}, u"No."_s);
    bare.addContext(u"store"_s, u"a"_s);
    QCOMPARE(bare.operation(), u"store"_s);
    QCOMPARE(bare.subject(), u"a"_s);
    bare.addContext(u"rename"_s, u"b"_s);
    QCOMPARE(bare.operation(), u"store"_s);
    QCOMPARE(bare.subject(), u"a"_s);
}

void TestError::everyCodeHasItsOwnName()
{
    QSet<QString> names;
    for (int code = 0; code <= int(ErrorCode::Internal); ++code) {
        const QString name = errorCodeName(ErrorCode(code));
        QVERIFY2(!names.contains(name), qPrintable(name));
        QVERIFY(!name.isEmpty() && name == name.toLower() && !name.contains(u' '));
        names.insert(name);
    }
    QCOMPARE(errorCodeName(ErrorCode::AlreadyExists), u"already-exists"_s);
    QCOMPARE(errorCodeName(ErrorCode::DurabilityUnknown), u"durability-unknown"_s);
    QCOMPARE(Error(ErrorCode::NoSpace, {}, {}, {}).codeName(), u"no-space"_s);
}

void TestError::oneLineForLogs()
{
    QCOMPARE(Error(ErrorCode::AlreadyExists, u"store"_s, u"support/greeting"_s, u"Taken."_s).toString(),
             u"store support/greeting: already-exists: Taken."_s);
    QCOMPARE(Error(ErrorCode::Internal, {}, {}, {}).toString(), u"internal"_s);
    QCOMPARE(Error(ErrorCode::Invalid, {}, u"x"_s, u"No."_s).toString(), u"x: invalid: No."_s);
}

void TestError::aLogLineCannotBeForged()
{
    const Error error(ErrorCode::Invalid, u"store"_s, u"a\nstore b: done"_s, u"One\r\nTwo \u202Ethree\x1B[2J"_s);
    const QString line = error.toString();
    QVERIFY(!line.contains(u'\n') && !line.contains(u'\r') && !line.contains(u'\x1B') && !line.contains(u'\u202E'));
    QVERIFY(line.contains(u"\\u{000A}"_s));
}

void TestError::systemErrors_data()
{
    QTest::addColumn<int>("number");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("ENOENT") << ENOENT << ErrorCode::NotFound;
    QTest::newRow("ENOTDIR") << ENOTDIR << ErrorCode::NotFound;
    QTest::newRow("EEXIST") << EEXIST << ErrorCode::AlreadyExists;
    QTest::newRow("ENOTEMPTY") << ENOTEMPTY << ErrorCode::Conflict;
    QTest::newRow("EACCES") << EACCES << ErrorCode::PermissionDenied;
    QTest::newRow("EPERM") << EPERM << ErrorCode::PermissionDenied;
    QTest::newRow("EROFS") << EROFS << ErrorCode::PermissionDenied;
    QTest::newRow("ENOSPC") << ENOSPC << ErrorCode::NoSpace;
    QTest::newRow("EDQUOT") << EDQUOT << ErrorCode::NoSpace;
    QTest::newRow("EFBIG") << EFBIG << ErrorCode::NoSpace;
    QTest::newRow("EIO") << EIO << ErrorCode::Unavailable;
    QTest::newRow("EMFILE") << EMFILE << ErrorCode::Unavailable;
    QTest::newRow("EBUSY") << EBUSY << ErrorCode::Unavailable;
    QTest::newRow("EAGAIN") << EAGAIN << ErrorCode::Unavailable;
    QTest::newRow("EWOULDBLOCK") << EWOULDBLOCK << ErrorCode::Unavailable;
    QTest::newRow("ESTALE") << ESTALE << ErrorCode::Unavailable;
    QTest::newRow("ECONNREFUSED") << ECONNREFUSED << ErrorCode::Unavailable;
    QTest::newRow("ECANCELED") << ECANCELED << ErrorCode::Cancelled;
    QTest::newRow("ELOOP") << ELOOP << ErrorCode::Corrupt;
    QTest::newRow("EISDIR") << EISDIR << ErrorCode::Invalid;
    QTest::newRow("EINVAL") << EINVAL << ErrorCode::Invalid;
    QTest::newRow("ENAMETOOLONG") << ENAMETOOLONG << ErrorCode::Invalid;
    QTest::newRow("EXDEV") << EXDEV << ErrorCode::Unsupported;
    QTest::newRow("ENOTSUP") << ENOTSUP << ErrorCode::Unsupported;
    QTest::newRow("EOPNOTSUPP") << EOPNOTSUPP << ErrorCode::Unsupported;
    QTest::newRow("ENOSYS") << ENOSYS << ErrorCode::Unsupported;
}

void TestError::systemErrors()
{
    QFETCH(int, number);
    QFETCH(ErrorCode, code);
    const Error error = systemError(number, u"store"_s, u"/library/a %1 %2"_s);
    QCOMPARE(error.code(), code);
    QCOMPARE(error.operation(), u"store"_s);
    QCOMPARE(error.subject(), u"/library/a %1 %2"_s);
    QVERIFY2(error.message().contains(u"/library/a %1 %2"_s), qPrintable(error.message()));
    QVERIFY2(error.message().count(u". "_s) >= 1 && error.message().endsWith(u'.'), qPrintable(error.message()));
}

void TestError::anUnknownSystemErrorIsExplained()
{
    const Error error = systemError(4095, u"fetch"_s, u"x %3"_s);
    QCOMPARE(error.code(), ErrorCode::Internal);
    QVERIFY2(error.message().contains(u"error 4095"_s), qPrintable(error.message()));
    QVERIFY2(error.message().contains(u"“x %3”"_s), qPrintable(error.message()));
}

void TestError::failureHandsErrorsOn()
{
    const auto first = []() -> Result<int> { return failure(ErrorCode::Conflict, u"a"_s, u"b"_s, u"c"_s); };
    const auto second = [&first]() -> Result<QString> { return failure(first()); };
    const Result<QString> result = second();
    QVERIFY(!result);
    QCOMPARE(result.error().code(), ErrorCode::Conflict);
    QCOMPARE(result.error().message(), u"c"_s);
}

void TestError::cancellation()
{
    std::stop_source source;
    QVERIFY(checkCancelled(source.get_token(), u"store"_s, u"a"_s));
    QVERIFY(checkCancelled({}, u"store"_s));
    source.request_stop();
    const Result<void> result = checkCancelled(source.get_token(), u"store"_s, u"a"_s);
    QVERIFY(!result);
    QCOMPARE(result.error().code(), ErrorCode::Cancelled);
    QCOMPARE(result.error().operation(), u"store"_s);
    QCOMPARE(result.error().subject(), u"a"_s);
    QVERIFY(!result.error().isRetryable());
}

void TestError::quotesHideNothing_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    QTest::newRow("plain") << u"a b"_s << u"“a b”"_s;
    QTest::newRow("empty") << QString() << u"“”"_s;
    QTest::newRow("other scripts") << u"né 日本 🙂"_s << u"“né 日本 🙂”"_s;
    QTest::newRow("control") << u"a\tb"_s << u"“a\\u{0009}b”"_s;
    QTest::newRow("delete") << u"\x7F"_s << u"“\\u{007F}”"_s;
    QTest::newRow("right-to-left override") << u"\u202E"_s << u"“\\u{202E}”"_s;
    QTest::newRow("zero width") << u"\u200B"_s << u"“\\u{200B}”"_s;
    QTest::newRow("line separator") << u"\u2028"_s << u"“\\u{2028}”"_s;
    QTest::newRow("tag character") << u"\U000E0041"_s << u"“\\u{E0041}”"_s;
    QTest::newRow("lone surrogate") << QString(QChar(0xD800)) + u'a' << u"“\\u{D800}a”"_s;
    QTest::newRow("low surrogate at the end") << QString(QChar(0xDC00)) << u"“\\u{DC00}”"_s;
}

void TestError::quotesHideNothing()
{
    QFETCH(QString, text);
    QFETCH(QString, shown);
    QCOMPARE(quoted(text), shown);
}

void TestError::quotesCutLongText()
{
    QCOMPARE(visible(u"abcdef"_s, 3), u"abc…"_s);
    QCOMPARE(visible(u"abc"_s, 3), u"abc"_s);
    QCOMPARE(visible(u"🙂🙂🙂"_s, 2), u"🙂🙂…"_s);
}

QTEST_APPLESS_MAIN(TestError)
#include "test_error.moc"
