// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "harness.h"
#include "pulse/test/makers.h"
#include "pulse/test/temporary_library.h"

#include <QTest>

namespace pulse::test {

/// The base of every subject of the suite: each case runs once a harness, on a new and empty library.
///
/// The rows of a case that `sharing` names run on one library after another, as each would alone: they use names of
/// their own or tidy up. To make a library takes longer than most rows do.
class ConformanceTest : public QObject
{
    Q_OBJECT

public:
    explicit ConformanceTest(QByteArrayList sharing = {})
        : m_sharing(std::move(sharing))
    {}

protected:
    [[nodiscard]] const Harness &harness() const { return *m_harness; }
    [[nodiscard]] LibraryUnderTest &library() { return m_library; }
    /// The handle that is tested.
    [[nodiscard]] Storage &storage() const { return *m_storage; }
    [[nodiscard]] const Capabilities &can() const { return m_can; }
    /// Another handle on the same library, as another process would have one.
    [[nodiscard]] std::shared_ptr<Storage> another(bool readOnly = false) const;
    [[nodiscard]] const std::shared_ptr<ManualClock> &clock() const { return m_clock; }
    /// A name that no other row has.
    [[nodiscard]] QString rowsName() const { return QStringLiteral("row-%1").arg(m_row); }
    [[nodiscard]] bool isFirstRow() const { return m_row == 0; }

    /// Publishes what must be publishable; ends the program otherwise.
    Metadata publish(QStringView name, QStringView version) const;
    Metadata publish(const Prompt &prompt) const;
    void publishAll(std::span<const Prompt> prompts) const;
    void point(QStringView name, QStringView label, QStringView version) const;

    /// What a handle has of a prompt, as text: "1.0.0 1.1.0"; empty when there is none.
    [[nodiscard]] static QString versionsOf(Storage &storage, QStringView name);
    /// All names, sorted.
    [[nodiscard]] static QStringList namesIn(Storage &storage);
    /// "production=1.0.0 staging=1.1.0"
    [[nodiscard]] static QString labelsOf(Storage &storage, QStringView name);

private Q_SLOTS:
    void initTestCase_data();
    void init();
    void cleanup();
    void cleanupTestCase();

private:
    [[nodiscard]] bool isShared() const;

    const QByteArrayList m_sharing;
    QByteArray m_case;
    int m_row = 0; ///< of those that share a library
    const Harness *m_harness = nullptr;
    std::map<QByteArray, QString> m_whyNot;
    LibraryUnderTest m_library;
    std::shared_ptr<Storage> m_storage;
    std::shared_ptr<ManualClock> m_clock;
    Capabilities m_can;
};

/// A token of which a stop was asked for.
[[nodiscard]] std::stop_token stopped();

/// "ok", or the name of the error's code.
template <typename T>
[[nodiscard]] QString outcomeOf(const Result<T> &result)
{
    return result ? QStringLiteral("ok") : result.error().codeName();
}

/// Whether an error is one that a person can do something with: it names what, on what, and in a sentence.
[[nodiscard]] QString flawOf(const Error &error);

} // namespace pulse::test

#define VERIFY_OK(result) QVERIFY2((result).has_value(), qPrintable((result) ? QString() : (result).error().toString()))

#define COMPARE_CODE(result, expected)                                                                                 \
    do {                                                                                                               \
        QCOMPARE(pulse::test::outcomeOf(result), pulse::errorCodeName(expected));                                      \
        QCOMPARE(pulse::test::flawOf((result).error()), QString());                                                    \
    } while (false)

#define NEEDS(capability)                                                                                              \
    if (!can().capability)                                                                                             \
    QSKIP("The harness states that it cannot do this.")
