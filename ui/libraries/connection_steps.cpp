// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/libraries/connection_steps.h"

#include "pulse/ui/common/fact_label.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"

#include <QAccessible>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

using Kind = ConnectionStep::Kind;
using Outcome = ConnectionStep::Outcome;

// Names the context of the texts below for the translators.
struct StepText
{
    Q_DECLARE_TR_FUNCTIONS(StepText)
};

QString outcomeText(Outcome outcome)
{
    return outcome == Outcome::Passed   ? StepText::tr("passed")
           : outcome == Outcome::Warned ? StepText::tr("passed, with a warning")
                                        : StepText::tr("failed");
}

// Its colour has a meaning, its shape the same one.
class StepSign final : public QWidget
{
public:
    StepSign(QLatin1StringView name, std::optional<Outcome> outcome, QWidget *parent)
        : QWidget(parent)
        , m_icon(icon(name))
        , m_outcome(outcome)
    {
        setFixedSize(16, 16);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPixmap pixmap = m_icon.pixmap(size(), devicePixelRatio());
        if (m_outcome) {
            QPainter tinting(&pixmap);
            tinting.setCompositionMode(QPainter::CompositionMode_SourceIn);
            tinting.fillRect(pixmap.rect(), *m_outcome == Outcome::Passed   ? positiveColor(palette())
                                            : *m_outcome == Outcome::Warned ? warningColor(palette())
                                                                            : negativeColor(palette()));
        }
        QPainter(this).drawPixmap(0, 0, pixmap);
    }

private:
    QIcon m_icon;
    std::optional<Outcome> m_outcome;
};

QWidget *makeRow(QLatin1StringView sign, std::optional<Outcome> outcome, const QString &title, const QString &what,
                 const QString &advice, QWidget *parent)
{
    auto *row = new QWidget(parent);
    auto *words = new QVBoxLayout;
    words->setSpacing(gridUnit / 2);
    const auto add = [&](QLabel *label) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        words->addWidget(label);
        return label;
    };
    QLabel *heading = add(new QLabel(title, row));
    if (outcome) {
        QFont font = heading->font();
        font.setWeight(QFont::DemiBold);
        heading->setFont(font);
    }
    if (!what.isEmpty())
        add(new QLabel(what, row));
    if (!advice.isEmpty())
        add(new FactLabel(advice, row));
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(innerSpacing);
    auto *side = new QVBoxLayout;
    side->addSpacing(1);
    side->addWidget(new StepSign(sign, outcome, row));
    side->addStretch(1);
    line->addLayout(side);
    line->addLayout(words, 1);
    return row;
}

} // namespace

QString connectionStepTitle(Kind kind)
{
    switch (kind) {
    case Kind::Address:
        return StepText::tr("Address");
    case Kind::Resolve:
        return StepText::tr("Name of the host");
    case Kind::Connect:
        return StepText::tr("Connection");
    case Kind::Certificate:
        return StepText::tr("Identity of the server");
    case Kind::Credentials:
        return StepText::tr("Credentials");
    case Kind::Place:
        return StepText::tr("Place");
    case Kind::Read:
        return StepText::tr("Reading");
    case Kind::Write:
        return StepText::tr("Writing");
    case Kind::Clock:
        return StepText::tr("Clock");
    case Kind::Concurrency:
        break;
    }
    return StepText::tr("Several writers at once");
}

ConnectionSteps::ConnectionSteps(QWidget *parent)
    : QWidget(parent)
    , m_rows(new QVBoxLayout(this))
{
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(innerSpacing);
    m_rows->addStretch(1);
    setAccessibleName(tr("Steps of the test"));
}

void ConnectionSteps::clear()
{
    m_steps.clear();
    m_waiting = nullptr;
    while (m_rows->count() > 1) {
        QLayoutItem *item = m_rows->takeAt(0);
        delete item->widget();
        delete item;
    }
}

void ConnectionSteps::add(const ConnectionStep &step)
{
    m_steps.push_back(step);
    if (step.outcome == Outcome::Skipped)
        return;
    const auto sign = step.outcome == Outcome::Passed   ? "check"_L1
                      : step.outcome == Outcome::Warned ? "warning"_L1
                                                        : "error"_L1;
    const QString title = connectionStepTitle(step.kind);
    QWidget *row = makeRow(sign, step.outcome, title, step.what, step.advice, this);
    const QString said = u"%1, %2. %3 %4"_s.arg(title, outcomeText(step.outcome), step.what, step.advice).trimmed();
    row->setAccessibleName(said);
    const int end = m_rows->count() - (m_waiting ? 2 : 1);
    m_rows->insertWidget(end, row);
    QAccessibleAnnouncementEvent announcement(this, said);
    QAccessible::updateAccessibility(&announcement);
}

void ConnectionSteps::setWaiting(const QString &text)
{
    if (m_waiting) {
        m_rows->removeWidget(m_waiting);
        delete std::exchange(m_waiting, nullptr);
    }
    if (text.isEmpty())
        return;
    m_waiting = makeRow("sync"_L1, {}, text, {}, {}, this);
    m_rows->insertWidget(m_rows->count() - 1, m_waiting);
}

QString ConnectionSteps::text() const
{
    QString all;
    for (const ConnectionStep &step : m_steps) {
        if (step.outcome != Outcome::Skipped)
            all += u"%1: %2. %3 %4\n"_s
                       .arg(connectionStepTitle(step.kind), outcomeText(step.outcome), step.what, step.advice)
                       .replace(u" \n"_s, u"\n"_s);
    }
    return all;
}

} // namespace pulse::ui
