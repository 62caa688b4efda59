// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "finding_details.h"
#include "findings_model.h"
#include "repair_sheet.h"

#include "pulse/ui/health/health_page.h"

#include <QCoreApplication>
#include <QPointer>

class QProgressBar;
class QSplitter;
class QStackedWidget;

namespace pulse::ui {

class EmptyState;
class MessageBar;

struct HealthPage::Private
{
    Q_DECLARE_TR_FUNCTIONS(pulse::ui::HealthPage)

public:
    HealthPage *q;
    QPointer<LibrarySession> session;
    std::optional<HealthRecord> last;
    State state = State::Unchecked;
    InspectionReport report;
    Task<InspectionReport> task;
    Task<void> accepting;
    QPointer<RepairSheet> sheet;

    MessageBar *messages;
    PageHeading *heading;
    QProgressBar *progress;
    QPushButton *check;
    QPushButton *repair;
    QPushButton *restore;
    QPushButton *copy;
    QStackedWidget *stack;
    EmptyState *empty;
    QSplitter *splitter;
    QTreeView *view;
    FindingsModel *model;
    FindingDetails *details;

    Private(HealthPage *page, LibrarySession *given, const std::optional<HealthRecord> &before);
    void build();
    void buildList();
    void connectParts();
    void setState(State next);
    void finish(Result<InspectionReport> result);
    void take(InspectionReport taken);
    void showState();
    void showHeading();
    void showEmpty();
    void showSelected();
    void openSelected();
    void openRepairs();
    void askToAccept();
    void accept(const Finding &finding);
    [[nodiscard]] const Finding *selected() const;
    [[nodiscard]] std::vector<Finding> repairable() const;
    [[nodiscard]] bool canChange() const { return session && !session->isReadOnly(); }
    [[nodiscard]] bool isCopy() const { return session && session->sync(); }
    [[nodiscard]] QString location() const;
    [[nodiscard]] QString facts() const;
    [[nodiscard]] static QString countText(const HealthRecord &record);
};

} // namespace pulse::ui
