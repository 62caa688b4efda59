// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace pulse::test {

/// What a run of the program left behind.
struct Outcome
{
    int code = -1; ///< -1 when it crashed or did not end
    QByteArray out;
    QByteArray err;

    [[nodiscard]] QJsonObject object() const { return QJsonDocument::fromJson(out).object(); }
    [[nodiscard]] QJsonArray array() const { return QJsonDocument::fromJson(out).array(); }
    /// The error on the last line of standard error.
    [[nodiscard]] QJsonObject error() const;
};

/// The real program, run as a process, with a home and a library of its own.
class Program
{
public:
    Program();

    /// `pulse-gui --cli ARGUMENTS`
    [[nodiscard]] Outcome cli(const QStringList &arguments, const QByteArray &input = {}) const;
    /// Any command in the same environment and folder.
    [[nodiscard]] Outcome command(const QString &program, const QStringList &arguments,
                                  const QByteArray &input = {}) const;
    /// A line of bash; the program is "$PULSE".
    [[nodiscard]] Outcome bash(const QString &script) const
    {
        return command(QStringLiteral("bash"), {QStringLiteral("-c"), script});
    }
    /// Makes the library and fails the test when that does not work.
    [[nodiscard]] bool init() const { return cli({QStringLiteral("init")}).code == 0; }

    [[nodiscard]] static QString path();
    [[nodiscard]] QString folder() const { return m_folder.path(); }
    [[nodiscard]] QString file(const QString &name) const { return m_folder.filePath(name); }
    [[nodiscard]] QString library() const { return m_folder.filePath(QStringLiteral("library")); }
    [[nodiscard]] QProcessEnvironment &environment() { return m_environment; }
    [[nodiscard]] const QProcessEnvironment &environment() const { return m_environment; }

    /// Every path of the library with its content (or what a link points at), to see whether anything changed.
    [[nodiscard]] QMap<QString, QByteArray> snapshot() const;
    [[nodiscard]] bool write(const QString &name, const QByteArray &content) const;
    [[nodiscard]] QByteArray read(const QString &name) const;

private:
    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
};

} // namespace pulse::test

/// Compares the exit code and shows what the program said when it differs.
#define COMPARE_CODE(outcome, expected)                                                                                \
    do {                                                                                                               \
        const auto &checkedOutcome = (outcome);                                                                        \
        QVERIFY2(checkedOutcome.code == (expected),                                                                    \
                 qPrintable(QStringLiteral("exit code %1, expected %2\n%3\n%4")                                        \
                                .arg(checkedOutcome.code)                                                              \
                                .arg(expected)                                                                         \
                                .arg(QString::fromUtf8(checkedOutcome.out.left(2000)),                                 \
                                     QString::fromUtf8(checkedOutcome.err.left(2000)))));                              \
    } while (false)
