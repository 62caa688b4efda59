// SPDX-License-Identifier: Apache-2.0
#include "text_view.h"

#include "line_limits.h"
#include "list_continuation.h"
#include "pulse/ui/common/format.h"

#include <QFontDatabase>
#include <QKeyEvent>
#include <QMimeData>
#include <QScrollBar>
#include <QTextBlock>
#include <QWheelEvent>

namespace pulse::ui {

using namespace Qt::StringLiterals;

namespace {

class Gutter : public QWidget
{
public:
    explicit Gutter(TextView *view)
        : QWidget(view)
        , m_view(view)
    {
        setAttribute(Qt::WA_OpaquePaintEvent);
    }
    [[nodiscard]] QSize sizeHint() const override { return {m_view->gutterWidth(), 0}; }

protected:
    void paintEvent(QPaintEvent *event) override { m_view->paintGutter(event); }
    void wheelEvent(QWheelEvent *event) override { event->ignore(); }

private:
    TextView *m_view;
};

/// Every line break as `\n`, without the characters that a text document keeps for itself.
QString cleaned(QString text)
{
    text.replace(u"\r\n"_s, u"\n"_s);
    for (const QChar lineBreak : {QChar(u'\r'), QChar(u'\u2028'), QChar(u'\u2029')})
        text.replace(lineBreak, u'\n');
    text.removeIf([](QChar c) { return c == QChar(0xfdd0) || c == QChar(0xfdd1) || c.isNull(); });
    return text;
}

} // namespace

TextView::TextView(QWidget *parent)
    : QPlainTextEdit(parent)
    , m_gutter(new Gutter(this))
{
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Prompt text"));
    setTabChangesFocus(false);
    setCenterOnScroll(false);
    document()->setDocumentMargin(innerSpacing);
    connect(this, &QPlainTextEdit::blockCountChanged, this, &TextView::updateGutter);
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect &rect, int dy) {
        if (dy != 0)
            m_gutter->scroll(0, dy);
        else
            m_gutter->update(0, rect.y(), m_gutter->width(), rect.height());
    });
    connect(this, &QPlainTextEdit::cursorPositionChanged, this, &TextView::updateMarks);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        updateMarks();
        emit scrolled();
    });
    applyFont();
}

QString TextView::exactText() const
{
    QString text = document()->toRawText();
    text.replace(QChar::ParagraphSeparator, u'\n');
    return text;
}

void TextView::applyOptions(const EditorOptions &options)
{
    m_options = options;
    setLineWrapMode(options.wrap ? WidgetWidth : NoWrap);
    applyFont();
}

void TextView::applyFont()
{
    QFont chosen = m_options.hasFont ? m_options.font : QFontDatabase::systemFont(QFontDatabase::FixedFont);
    const qreal base = chosen.pointSizeF() > 0 ? chosen.pointSizeF() : 10.0;
    chosen.setPointSizeF(std::max(5.0, base + m_zoom));
    setFont(chosen);
    setTabStopDistance(fontMetrics().horizontalAdvance(u' ') * m_options.tabWidth);
    updateGutter();
}

void TextView::zoomBy(int steps)
{
    const int zoom = steps == 0 ? 0 : std::clamp(m_zoom + steps, -6, 30);
    if (zoom == m_zoom)
        return;
    m_zoom = zoom;
    applyFont();
    emit zoomChanged(zoom);
}

int TextView::gutterWidth() const
{
    if (!m_options.lineNumbers)
        return 0;
    const auto digits = std::max<qsizetype>(3, QString::number(blockCount()).size());
    return fontMetrics().horizontalAdvance(u'9') * static_cast<int>(digits) + 2 * innerSpacing;
}

void TextView::updateGutter()
{
    setViewportMargins(gutterWidth(), 0, 0, 0);
    m_gutter->setVisible(m_options.lineNumbers);
    const QRect content = contentsRect();
    m_gutter->setGeometry(content.left(), content.top(), gutterWidth(), content.height());
    m_gutter->update();
}

void TextView::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    updateGutter();
    updateMarks();
}

void TextView::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateMarks();
}

void TextView::paintGutter(QPaintEvent *event)
{
    QPainter painter(m_gutter);
    painter.fillRect(event->rect(), palette().color(QPalette::Base));
    painter.setFont(font());
    const QColor dim = factColor(palette());
    const QColor strong = palette().color(QPalette::Text);
    const int current = textCursor().blockNumber();
    QTextBlock block = firstVisibleBlock();
    qreal top = blockBoundingGeometry(block).translated(contentOffset()).top();
    while (block.isValid() && top <= event->rect().bottom()) {
        const qreal height = blockBoundingRect(block).height();
        if (block.isVisible() && top + height >= event->rect().top()) {
            painter.setPen(block.blockNumber() == current ? strong : dim);
            const QRectF line(0, top, m_gutter->width() - innerSpacing, fontMetrics().height());
            painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, QString::number(block.blockNumber() + 1));
        }
        top += height;
        block = block.next();
    }
}

int TextView::visibleEnd() const
{
    const QTextBlock last = cursorForPosition(viewport()->rect().bottomRight()).block();
    return last.position() + last.length();
}

void TextView::setMatches(std::vector<TextMatch> matches, int current)
{
    m_matches = std::move(matches);
    m_currentMatch = current;
    updateMarks();
}

void TextView::updateMarks()
{
    QList<QTextEdit::ExtraSelection> marks;
    if (!textCursor().hasSelection()) {
        QTextEdit::ExtraSelection line;
        line.format.setBackground(tint(palette(), palette().color(QPalette::Text), 0.05));
        line.format.setProperty(QTextFormat::FullWidthSelection, true);
        line.cursor = textCursor();
        marks.append(line);
    }
    const int from = firstVisibleBlock().position();
    const int to = m_matches.empty() ? from : visibleEnd();
    const int length = document()->characterCount() - 1;
    auto match =
        std::ranges::lower_bound(m_matches, from, {}, [](const TextMatch &m) { return m.position + m.length; });
    for (; match != m_matches.end() && match->position < to && match->position + match->length <= length; ++match) {
        const bool isCurrent = match - m_matches.begin() == m_currentMatch;
        QTextEdit::ExtraSelection mark;
        mark.format.setBackground(tint(palette(), warningColor(palette()), isCurrent ? 0.55 : 0.25));
        mark.cursor = textCursor();
        mark.cursor.setPosition(match->position);
        mark.cursor.setPosition(match->position + match->length, QTextCursor::KeepAnchor);
        marks.append(mark);
    }
    setExtraSelections(marks);
    m_gutter->update();
}

double TextView::topLine() const
{
    const QTextBlock block = firstVisibleBlock();
    const QRectF box = blockBoundingGeometry(block).translated(contentOffset());
    const double hidden = box.height() > 0 ? std::clamp(-box.top() / box.height(), 0.0, 1.0) : 0.0;
    return block.blockNumber() + hidden;
}

void TextView::setTopLine(double line)
{
    const int number = std::clamp(static_cast<int>(line), 0, blockCount() - 1);
    const QTextBlock block = document()->findBlockByNumber(number);
    // The scroll bar counts lines as they are wrapped.
    const int inside = static_cast<int>((line - number) * block.lineCount());
    verticalScrollBar()->setValue(block.firstLineNumber() + inside);
}

void TextView::keyPressEvent(QKeyEvent *event)
{
    const auto modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if (zoomByKey(event->key(), modifiers)) {
        event->accept();
        return;
    }
    if (isReadOnly()) {
        QPlainTextEdit::keyPressEvent(event);
        return;
    }
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && modifiers == Qt::NoModifier) {
        breakLine();
    } else if (isEnter && modifiers == Qt::ShiftModifier) {
        textCursor().insertText(u"\n"_s);
        ensureCursorVisible();
    } else if (event->key() == Qt::Key_Tab && modifiers == Qt::NoModifier) {
        indent(true);
    } else if (event->key() == Qt::Key_Backtab) {
        indent(false);
    } else {
        QPlainTextEdit::keyPressEvent(event);
        return;
    }
    event->accept();
}

bool TextView::zoomByKey(int key, Qt::KeyboardModifiers modifiers)
{
    if (!(modifiers & Qt::ControlModifier) || (modifiers & ~(Qt::ControlModifier | Qt::ShiftModifier)))
        return false;
    if (key == Qt::Key_Plus || key == Qt::Key_Equal)
        zoomBy(1);
    else if (key == Qt::Key_Minus)
        zoomBy(-1);
    else if (key == Qt::Key_0)
        zoomBy(0);
    else
        return false;
    return true;
}

void TextView::breakLine()
{
    QTextCursor cursor = textCursor();
    if (cursor.hasSelection()) {
        cursor.insertText(u"\n"_s);
    } else {
        const QString line = cursor.block().text();
        const QStringView view(line);
        const Continuation next =
            continueLine(view.first(cursor.positionInBlock()), view.sliced(cursor.positionInBlock()));
        cursor.beginEditBlock();
        if (next.kind == Continuation::Kind::EndItem) {
            cursor.movePosition(QTextCursor::StartOfBlock);
            cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
            cursor.insertText(next.text);
        } else {
            cursor.insertText(u'\n' + next.text);
        }
        cursor.endEditBlock();
    }
    setTextCursor(cursor);
    ensureCursorVisible();
}

void TextView::indent(bool deeper)
{
    QTextCursor cursor = textCursor();
    const QString line = cursor.block().text();
    const bool isInMarks = QStringView(line).first(cursor.positionInBlock()).trimmed().isEmpty() ||
                           continueLine(line, {}).kind == Continuation::Kind::EndItem;
    if (deeper && !cursor.hasSelection() && !isInMarks)
        cursor.insertText(QString(m_options.tabWidth - cursor.positionInBlock() % m_options.tabWidth, u' '));
    else
        indentLines(cursor, deeper);
}

void TextView::indentLines(QTextCursor cursor, bool deeper)
{
    QTextBlock block = document()->findBlock(cursor.selectionStart());
    QTextBlock last = document()->findBlock(cursor.selectionEnd());
    if (cursor.hasSelection() && last.position() == cursor.selectionEnd() && last != block)
        last = last.previous();
    QTextCursor edit(document());
    edit.beginEditBlock();
    for (int end = last.blockNumber(); block.isValid() && block.blockNumber() <= end; block = block.next()) {
        edit.setPosition(block.position());
        if (deeper) {
            edit.insertText(QString(m_options.tabWidth, u' '));
            continue;
        }
        const QString text = block.text();
        int remove = 0;
        while (remove < m_options.tabWidth && remove < text.size() && text[remove] == u' ')
            ++remove;
        if (remove == 0 && text.startsWith(u'\t'))
            remove = 1;
        edit.setPosition(block.position() + remove, QTextCursor::KeepAnchor);
        edit.removeSelectedText();
    }
    edit.endEditBlock();
}

void TextView::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() == Qt::ControlModifier) {
        if (event->angleDelta().y() != 0)
            zoomBy(event->angleDelta().y() > 0 ? 1 : -1);
        event->accept();
        return;
    }
    QPlainTextEdit::wheelEvent(event);
}

void TextView::insertFromMimeData(const QMimeData *source)
{
    if (!source->hasText() || isReadOnly())
        return;
    const QString text = cleaned(source->text());
    if (costliestLine(text) > maxLineLength) {
        emit refused(tr("Nothing was pasted: it holds a line of more than 32 768 characters, too long to edit at full "
                        "speed. Break the line up, or import the text as a file."));
        return;
    }
    textCursor().insertText(text);
    ensureCursorVisible();
}

QMimeData *TextView::createMimeDataFromSelection() const
{
    QString text = textCursor().selectedText();
    text.replace(QChar::ParagraphSeparator, u'\n');
    auto *data = new QMimeData;
    data->setText(text);
    return data;
}

} // namespace pulse::ui
