// The calendar of a draft needs no script, only its look.
import './calendar.css';
