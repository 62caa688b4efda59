// SPDX-License-Identifier: Apache-2.0
// The real program, killed at every system call of every changing command, and every call made to fail. Runs a seeded
// sample; all of it with PULSE_EXHAUSTIVE=1.
#include "command_trial.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>
#include <random>

using namespace Qt::StringLiterals;
using namespace pulse::system_test;

namespace {

struct Case
{
    TracedCall call;
    QString error; ///< empty: killed
};

bool isExhaustive()
{
    return qEnvironmentVariableIntValue("PULSE_EXHAUSTIVE") != 0;
}

void report(const QString &operation, int kills, int errors, qsizetype violations)
{
    QFile file(qEnvironmentVariable("PULSE_DURABILITY_REPORT"));
    if (!file.fileName().isEmpty() && file.open(QIODevice::Append))
        file.write(u"program: %1\t%2\t%3\t0\t%4\n"_s.arg(operation).arg(kills).arg(errors).arg(violations).toUtf8());
}

std::vector<Case> casesOf(const CommandTrial &trial)
{
    std::vector<Case> cases;
    for (const TracedCall &call : trial.calls()) {
        if (call.changes || isExhaustive())
            cases.push_back({call, {}});
        for (const QString &error : errorsFor(call))
            cases.push_back({call, error});
    }
    return cases;
}

/// As many as the normal run has time for, always the same ones.
std::vector<Case> sampled(std::vector<Case> cases, unsigned seed)
{
    constexpr size_t most = 64;
    if (isExhaustive() || cases.size() <= most)
        return cases;
    std::mt19937 random(seed);
    std::ranges::shuffle(cases, random);
    std::ranges::stable_partition(cases, [](const Case &one) { return one.error.isEmpty(); });
    std::vector<Case> chosen;
    for (size_t i = 0; chosen.size() < most / 2 && i < cases.size() && cases[i].error.isEmpty(); ++i)
        chosen.push_back(cases[i]);
    for (auto at = cases.rbegin(); chosen.size() < most; ++at)
        chosen.push_back(*at);
    return chosen;
}

} // namespace

class TestSystemCalls : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const QString reason = TracedProgram::whyNot(); !reason.isEmpty())
            QSKIP(qPrintable(reason));
    }

    void survivesEveryCall_data()
    {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const SystemOperation &operation : systemOperations())
            QTest::newRow(qPrintable(operation.name)) << index++;
    }

    void survivesEveryCall()
    {
        QFETCH(int, index);
        CommandTrial trial(systemOperations()[static_cast<size_t>(index)]);
        QVERIFY2(trial.prepare(), qPrintable(trial.complaint()));
        QStringList violations;
        int kills = 0;
        int errors = 0;
        for (const Case &one : sampled(casesOf(trial), static_cast<unsigned>(index))) {
            ++(one.error.isEmpty() ? kills : errors);
            const QStringList wrong = one.error.isEmpty() ? trial.kill(one.call) : trial.fail(one.call, one.error);
            for (const QString &sentence : wrong)
                violations.append(
                    u"%1 at %2 #%3 (%4):\n  %5"_s.arg(one.error.isEmpty() ? u"KILL"_s : one.error, one.call.kind)
                        .arg(one.call.index)
                        .arg(one.call.line.left(160), sentence));
        }
        report(trial.operation().name, kills, errors, violations.size());
        QVERIFY2(violations.isEmpty(),
                 qPrintable(u"%1 wrong of %2 kills and %3 errors\n"_s.arg(violations.size()).arg(kills).arg(errors) +
                            violations.join(u'\n').left(20'000)));
        QVERIFY(kills > 0);
    }
};

int main(int argc, char **argv)
{
    // All of it takes longer than Qt Test allows a function.
    if (qEnvironmentVariableIntValue("PULSE_EXHAUSTIVE") != 0)
        qputenv("QTEST_FUNCTION_TIMEOUT", "86400000");
    const QCoreApplication application(argc, argv);
    TestSystemCalls test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_system_calls.moc"
